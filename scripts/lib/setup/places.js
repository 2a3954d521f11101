import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { filesIn } from '../files.js';
import { inRoot } from '../paths.js';
import { envWithoutNpm, installLocked } from './npm.js';

/** Installs the tools of all places that have a test in this folder of tests/places. */
export async function installPlaces(folder) {
  const tests = await filesIn(inRoot('tests', 'places', folder), '.test.js');
  // One after the other: some weigh hundreds of megabytes.
  for (const test of tests) await installTools(path.basename(test, '.test.js'));
}

/**
 * Installs what tests/places/apps/<place>/package-lock.json says into target/places/<place>, unless it is there, and
 * returns that folder. Some places need no tools.
 */
export async function installTools(place) {
  const app = inRoot('tests', 'places', 'apps', place);
  const folder = inRoot('target', 'places', place);
  await mkdir(path.join(folder, 'node_modules'), { recursive: true });

  const lock = await readIfThere(path.join(app, 'package-lock.json'));
  const stamp = path.join(folder, 'node_modules', '.installed');
  if (lock === undefined || lock === (await readIfThere(stamp))) return folder;
  for (const file of ['package.json', 'package-lock.json']) await cp(path.join(app, file), path.join(folder, file));
  await installLocked(folder, {
    doing: `Installing what the test of ${place} needs into target/places/${place}`,
    env: envWithoutNpm(),
    timeout: 1800,
  });
  await writeFile(stamp, lock);
  return folder;
}

async function readIfThere(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
