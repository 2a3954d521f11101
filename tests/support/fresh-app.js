import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { envWithoutNpm } from '../../scripts/lib/setup/npm.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Packs the package as npm would publish it and installs it into an empty app in a temporary folder. Without a network:
 * the package depends on nothing.
 */
export async function freshApp() {
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-app-'));
  const tarball = await pack(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  await npm(folder, 'install', '--offline', '--no-audit', '--no-fund', `./${tarball.filename}`);
  const path = (...names) => join(folder, ...names);

  return {
    folder,
    path,
    /** The tarball's files, by their paths in it. @type {string[]} */
    files: tarball.files.map((file) => file.path),
    /** The package.json that was installed. */
    manifest: JSON.parse(await readFile(path('node_modules', 'eventsource-wasm', 'package.json'), 'utf8')),
    /** Writes a file of the app, and returns its path. */
    async write(name, content) {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), content);
      return path(name);
    },
    /** Runs a module in Node inside the app; it prints JSON. */
    async node(name, source, ...args) {
      const file = await this.write(name, source);
      const { stdout } = await run(execPath, [file, ...args], { cwd: folder, timeout: 60_000 });
      return JSON.parse(stdout);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Packs the package into a folder, and gives what npm says of the tarball: its `filename`, its `files`. */
export async function pack(folder) {
  // Scripts stay out of it: what is packed is what `npm run build` has made.
  const packed = await npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  return JSON.parse(packed)[0];
}

async function npm(cwd, ...args) {
  // Under `npm test` its variables would say that this is the package's folder.
  const { stdout } = await run('npm', args, { cwd, env: envWithoutNpm(), timeout: 120_000 });
  return stdout;
}
