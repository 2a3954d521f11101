// The applications in ../apps, made ready under target/places: what they are made with is kept there from run to run,
// everything else is put there anew.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { capture } from '../../../scripts/lib/processes.js';
import { envWithoutNpm } from '../../../scripts/lib/setup/npm.js';
import { installTools } from '../../../scripts/lib/setup/places.js';
import { pack } from '../../support/fresh-app.js';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Makes the application of a place ready, with the package in it as npm would install it.
 * @param {string} place names a folder in ../apps
 */
export async function prepareApp(place) {
  const folder = await installTools(place);
  await clear(folder);
  await cp(here('source'), folder, { recursive: true });
  await cp(here(`apps/${place}`), folder, { recursive: true });
  await installPackage(folder);
  const path = (...names) => join(folder, ...names);
  return {
    folder,
    path,
    /** The package.json of the package that was installed. */
    manifest: JSON.parse(await readFile(path('node_modules/eventsource-wasm/package.json'), 'utf8')),
    /** A program of a package that the application has. */
    program: (name) => path('node_modules/.bin', name),
    /** Removes what a build has made. */
    clean: (name) => rm(path(name), { recursive: true, force: true }),
    /** Runs a program in the application; see `capture`. */
    run: (program, ...args) => capture(program, args, { cwd: folder, env: envOfPlace(), timeout: 240 }),
  };
}

/** Without what is meant for the tests themselves, and so that the tools tell nobody what they are used for. */
export function envOfPlace() {
  // In CI, some tools ask for a cache, or end when nobody types: people have them otherwise.
  const { NODE_OPTIONS, NODE_TEST_CONTEXT, FORCE_COLOR, CI, ...env } = envWithoutNpm();
  return { ...env, NO_COLOR: '1', DO_NOT_TRACK: '1', NEXT_TELEMETRY_DISABLED: '1' };
}

/** Leaves nothing but the tools: not what they made, nor what they remember of another build of the package. */
async function clear(folder) {
  const remove = (...names) => rm(join(folder, ...names), { recursive: true, force: true });
  for (const name of await readdir(folder)) if (name !== 'node_modules') await remove(name);
  for (const name of ['eventsource-wasm', '.vite', '.cache']) await remove('node_modules', name);
}

async function installPackage(folder) {
  const { filename } = await pack(folder);
  const target = join(folder, 'node_modules', 'eventsource-wasm');
  await mkdir(target);
  // As npm does it, but without its look at everything else.
  await promisify(execFile)('tar', ['-xzf', filename, '-C', target, '--strip-components=1'], { cwd: folder });
  await rm(join(folder, filename));
}
