import { say } from './progress.js';

/** Something that the user can put right: the message says how, and a stack trace would only be noise. */
export class Problem extends Error {}

/** What to tell the user of something that was thrown. */
export function messageOf(error) {
  const usersOwn = error instanceof Problem || error.code?.startsWith('ERR_PARSE_ARGS');
  return usersOwn ? error.message : error.stack;
}

/** Runs a script's main function: what it throws becomes a message and the exit code 1. */
export async function main(script) {
  try {
    await script();
  } catch (error) {
    say(`\n${messageOf(error)}`);
    process.exitCode = 1;
  }
}
