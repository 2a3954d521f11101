import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lockedVersion } from './locked.js';

const lock = `
[[package]]
name = "wasm-bindgen"
version = "0.2.130"

[[package]]
name = "syn"
version = "2.0.119"

[[package]]
name = "syn"
version = "3.0.9"

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"
`;

test('the version of exactly this crate', () => {
  assert.equal(lockedVersion('wasm-bindgen', lock), '0.2.130');
});

test('none and two are refused', () => {
  assert.throws(() => lockedVersion('wasm-pack', lock), /has 0 versions/);
  assert.throws(() => lockedVersion('syn', lock), /has 2 versions/);
});
