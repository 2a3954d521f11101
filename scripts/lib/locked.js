import { readFileSync } from 'node:fs';
import { inRoot } from './paths.js';
import { Problem } from './problem.js';

/** The version of a crate in Cargo.lock: for wasm-bindgen, the only place in this project where it is written down. */
export function lockedVersion(crate, lock = readFileSync(inRoot('Cargo.lock'), 'utf8')) {
  const versions = [...lock.matchAll(/^name = "(.+)"\r?\nversion = "(.+)"/gm)]
    .filter(([, name]) => name === crate)
    .map(([, , version]) => version);
  if (versions.length !== 1) {
    throw new Problem(`Cargo.lock has ${versions.length} versions of ${crate}, where one is needed.`);
  }
  return versions[0];
}
