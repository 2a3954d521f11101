import { readFileSync } from 'node:fs';
import { which } from '../find.js';
import { inRoot } from '../paths.js';
import { Problem } from '../problem.js';
import { say } from '../progress.js';
import { run } from '../run.js';

/**
 * Installs the npm packages where they are missing or not those of package-lock.json. Scripts import npm packages only
 * after this, dynamically: a fresh clone has none.
 */
export async function ensureNpmPackages() {
  if (upToDate()) return;
  const npm = process.env.npm_execpath;
  const [command, ...args] = npm?.endsWith('.js') ? [process.execPath, npm] : [which('npm')];
  if (!command) throw new Problem('npm was not found. It comes with Node.js: https://nodejs.org');
  say(
    'The npm packages of package-lock.json are missing: the tools for the build and the tests. This takes some seconds.',
  );
  await run(command, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
    doing: 'Installing the npm packages',
  });
}

/** Compares what npm says it installed with what package-lock.json asks for. */
function upToDate() {
  let installed;
  try {
    installed = readLock('node_modules/.package-lock.json');
  } catch {
    return false;
  }
  return Object.entries(readLock('package-lock.json')).every(
    ([path, wanted]) =>
      // The root itself, and the builds for other systems than this one, are not in node_modules.
      path === '' || (wanted.optional && !installed[path]) || installed[path]?.version === wanted.version,
  );
}

function readLock(file) {
  return JSON.parse(readFileSync(inRoot(file), 'utf8')).packages;
}
