import { readFileSync } from 'node:fs';
import { which } from '../find.js';
import { Problem } from '../problem.js';
import { say } from '../progress.js';
import { run } from '../run.js';

/**
 * Installs system packages where that can be done: as root, on Debian or on what else is among `systems`. Where it can't,
 * the user is told what is `missing`, `why` it is needed, and how to install it: `elsewhere` says so for other systems.
 */
export function installPackages(packages, options) {
  const installed = queue.then(() => install(packages, options));
  queue = installed.catch(() => {});
  return installed;
}

/** One after the other: apt-get lets only one in at a time. */
let queue = Promise.resolve();

async function install(packages, { missing, why, takes, elsewhere, systems = ['debian'] }) {
  const command = `apt-get install ${packages.join(' ')}`;
  const known = systems.includes(distribution()) && which('apt-get');
  if (!known || process.getuid() !== 0) {
    throw new Problem(`${missing}, ${why}, is missing.\n${known ? `Install it with: sudo ${command}` : elsewhere}`);
  }
  say(`${missing}, ${why}, is missing. It is installed with apt-get: ${takes}.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '--quiet'], { doing: 'Asking Debian which packages there are', env });
  await run('apt-get', ['install', '--quiet', '--yes', '--no-install-recommends', ...packages], {
    doing: `Installing ${packages.join(' and ')}`,
    env,
    timeout: 1800,
  });
}

/** `debian`, `ubuntu`, `fedora`, …; empty where the system does not say. */
function distribution() {
  try {
    return readFileSync('/etc/os-release', 'utf8').match(/^ID="?([^"\n]*)/m)[1];
  } catch {
    return '';
  }
}
