import { readFileSync } from 'node:fs';
import { inRoot } from '../paths.js';
import { ensureNpmPackages, npmPackagesAreThere } from '../setup/npm.js';

/** The packages that the benchmark compares with live in a folder of their own: nothing else needs them. */
const folder = 'benches';

export const ensurePeers = () => ensureNpmPackages(folder, 'the libraries that the benchmark compares with');

export const peersAreThere = () => npmPackagesAreThere(folder);

/** The version of each peer, by its name. */
export function peerVersions() {
  const { dependencies } = JSON.parse(readFileSync(inRoot(folder, 'package.json'), 'utf8'));
  return dependencies;
}
