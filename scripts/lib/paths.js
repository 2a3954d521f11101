import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** An absolute path for one inside the repository. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** Where the cargo tools of this project live: theirs alone, so that no other project's versions are touched. */
export const toolsDir = inRoot('.tools');

/** The generated half of the engine: what `#engine/…` means in src/ts (tsconfig.json has the mapping). */
export const engineDir = inRoot('target', 'engine');

/** What npm ships. */
export const distDir = inRoot('dist');

/** A program that an npm package brought. */
export const npmBin = (name) => inRoot('node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
