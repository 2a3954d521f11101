import { CommandFailed, run } from '../run.js';

export const none = { passed: 0, failed: 0, skipped: 0 };

/** Runs a command that tests, and reads its counts from its output. A command that fails has one failed test at least. */
export async function counted(counts, command, args, options) {
  try {
    const { output } = await run(command, args, options);
    return counts(output);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const found = counts(error.outcome.output);
    return { ...found, failed: Math.max(found.failed, 1) };
  }
}
