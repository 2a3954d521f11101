import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesIn } from '../files.js';
import { distDir, inRoot } from '../paths.js';
import { Problem } from '../problem.js';
import { say } from '../progress.js';
import { ensureNpmPackages } from '../setup/npm.js';
import { bundle, entryPoints } from './bundle.js';
import { buildEngine } from './engine.js';
import { declareTypes } from './types.js';

/** Makes everything in dist, which is all that npm ships beside the papers; installs what it lacks first. */
export async function buildPackage(options) {
  await ensureNpmPackages();
  await buildEngine(options);

  const entries = await entryPoints();
  const missing = entries.find((entry) => !existsSync(inRoot(entry)));
  if (missing) throw new Problem(`package.json exports what ${missing} is the source of, and there is no such file.`);

  const made = [...(await bundle(entries)), ...(await declareTypes(entries))];
  // At the end, and one by one: a server that is running goes on serving what is there.
  for (const file of await filesIn(distDir)) {
    if (!made.includes(file)) await rm(path.join(distDir, file));
  }
}

/** Says what is in dist, and what it weighs. */
export async function reportSizes() {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  say();
  for (const file of await filesIn(distDir, '.js')) {
    const text = await readFile(path.join(distDir, file));
    say(`  dist/${file}: ${kilobytes(text.length)}, ${kilobytes(gzipSync(text, { level: 9 }).length)} gzipped`);
  }
}
