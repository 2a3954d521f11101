// What tools say of the package as npm would publish it. They are installed for this test only.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { freshApp } from '../support/fresh-app.js';

const TIMEOUT = { timeout: 300_000 };
const run = promisify(execFile);

let app;

before(async () => {
  app = await freshApp();
  const tools = ['publint@0.3.25', '@arethetypeswrong/cli@0.18.5'];
  await run('npm', ['install', '--no-audit', '--no-fund', '--no-save', ...tools], { cwd: app.folder });
}, TIMEOUT);
after(() => app?.remove());

/** Runs a tool of the app, and asserts that it has nothing to complain of. */
async function content(tool, ...args) {
  const {
    code = 0,
    stdout,
    stderr,
  } = await run(app.path('node_modules', '.bin', tool), args, {
    cwd: app.folder,
  }).catch((error) => error);
  assert.equal(code, 0, `${stdout}\n${stderr}`);
}

test('publint', TIMEOUT, () => content('publint', '--strict', 'node_modules/eventsource-wasm', '--pack', 'false'));

test('are the types wrong?', TIMEOUT, async () => {
  const tarball = `./eventsource-wasm-${app.manifest.version}.tgz`;
  // There are no types for what is not JavaScript.
  await content('attw', tarball, '--profile', 'esm-only', '--exclude-entrypoints', './engine.wasm');
});
