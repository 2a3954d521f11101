// What a bundler has made, looked at from outside.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesIn } from '../../../scripts/lib/files.js';

/** Checks that the engine is in a folder of scripts so many times, in the form in which it is in the package. */
export async function checkEngine(app, folder, times = 1) {
  const engine = await engineOf(app);
  const inOutput = await scripts(folder);
  assert.equal(inOutput.split(engine).length - 1, times, 'times that the engine is there');
}

/** What the script that the engine is in weighs, and all of them together, in words. */
export async function sizeOf(app, folder) {
  const engine = await engineOf(app);
  const all = await Promise.all((await scriptNames(folder)).map((name) => readFile(join(folder, name))));
  const holder = all.find((text) => text.includes(engine));
  const sum = (sizes) => kilobytes(sizes.reduce((a, b) => a + b));
  return (
    `${kilobytes(holder.length)}, ${kilobytes(gzipped(holder))} gzipped, in the script with the engine; ` +
    `${sum(all.map((text) => text.length))}, ${sum(all.map(gzipped))} gzipped, in all ${all.length}`
  );
}

/** The engine as the text that it is in the package. There is nothing in it that a bundler would write in another way. */
async function engineOf(app) {
  const inPackage = await scripts(app.path('node_modules/eventsource-wasm/dist'));
  const [, engine] = inPackage.match(/\bdecode\("([^"]+)"\)/) ?? [];
  assert.ok(engine, 'the package has the engine in it');
  return engine;
}

async function scripts(folder) {
  const texts = (await scriptNames(folder)).map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

function scriptNames(folder) {
  return filesIn(folder, '.js');
}

function gzipped(text) {
  return gzipSync(text, { level: 9 }).length;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
