// A component of Yew's can only be run in an application of Yew's; that it compiles is what is tested.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { read } from './support/pages.js';

const folder = (relative) => fileURLToPath(new URL(relative, import.meta.url));

test('the component compiles without a warning', { timeout: 900_000 }, async () => {
  const args = ['check', '--locked', '--quiet', '--target', 'wasm32-unknown-unknown'];
  await promisify(execFile)('cargo', args, {
    cwd: folder('../../docs/recipes/yew'),
    env: { ...process.env, CARGO_TARGET_DIR: folder('../../target/yew'), RUSTFLAGS: '-D warnings' },
  });
});

test('the page names the dependencies', async () => {
  const [, named] = /```toml\n([\s\S]*?)```/.exec(await read('yew.md'));
  const [needed] = /^\[dependencies\]\n(?:.+\n)*/m.exec(await read('yew/Cargo.toml'));
  const { version } = JSON.parse(await read('../../package.json'));
  const released = `"${version.split('.').slice(0, 2).join('.')}"`;
  assert.equal(named, needed.replace('{ path = "../../.." }', released));
});
