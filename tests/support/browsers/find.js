import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Where the set-up puts the drivers that it compiles. */
const TOOLS = fileURLToPath(new URL('../../../.tools/bin', import.meta.url));

/** The first of these programs that is found on PATH. The set-up of `npm test` knows where else they may be. */
export function findProgram(what, names) {
  const folders = [...(env.PATH ?? '').split(delimiter), TOOLS];
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = paths.find(isProgram);
  if (!found) throw new Error(`${what} was not found: \`npm test\` would find or install it`);
  return found;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
