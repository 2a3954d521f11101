import { readFileSync } from 'node:fs';
import path from 'node:path';
import { which } from '../find.js';
import { inRoot } from '../paths.js';
import { Problem } from '../problem.js';
import { say } from '../progress.js';
import { run } from '../run.js';

/**
 * Installs the npm packages of a folder's package-lock.json where they are missing or others. Scripts import npm packages
 * only after this, dynamically: a fresh clone has none.
 */
export async function ensureNpmPackages(folder = '.', what = 'the tools for the build and the tests') {
  if (npmPackagesAreThere(folder)) return;
  const lock = path.posix.join(folder, 'package-lock.json');
  say(`The npm packages of ${lock} are missing: ${what}. This takes some seconds.`);
  await installLocked(inRoot(folder), { doing: 'Installing the npm packages' });
}

/** Installs what the package-lock.json of a folder says; for the options, see `run`. */
export function installLocked(folder, options) {
  const npm = process.env.npm_execpath;
  const [command, ...args] = npm?.endsWith('.js') ? [process.execPath, npm] : [which('npm')];
  if (!command) throw new Problem('npm was not found. It comes with Node.js: https://nodejs.org');
  return run(command, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: folder,
    ...options,
  });
}

/** The environment without npm's own variables: for another folder they would be wrong. */
export function envWithoutNpm() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')));
}

/** Compares what npm says it installed with what package-lock.json asks for. */
export function npmPackagesAreThere(folder = '.') {
  let installed;
  try {
    installed = readLock(folder, 'node_modules/.package-lock.json');
  } catch {
    return false;
  }
  return Object.entries(readLock(folder, 'package-lock.json')).every(
    ([path, wanted]) =>
      // The root itself, and the builds for other systems than this one, are not in node_modules.
      path === '' || (wanted.optional && !installed[path]) || installed[path]?.version === wanted.version,
  );
}

function readLock(folder, file) {
  return JSON.parse(readFileSync(inRoot(folder, file), 'utf8')).packages;
}
