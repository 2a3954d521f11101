import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { decode, encode } from './text.js';

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('every byte comes back, wherever it stands', () => {
  for (const byte of all) assert.deepEqual(decode(encode([byte])), Uint8Array.of(byte));
  for (const byte of all) {
    const pairs = Uint8Array.from([...all].flatMap((other) => [byte, other]));
    assert.deepEqual(decode(encode(pairs)), pairs);
  }
});

test('random bytes come back', () => {
  const bytes = new Uint8Array(randomBytes(100_000));
  assert.deepEqual(decode(encode(bytes)), bytes);
});

test('nothing in the text means anything to JavaScript or HTML', () => {
  assert.match(encode(all), /^[ -~]+$/);
  assert.doesNotMatch(encode(all), /["'`\\<>]/);
});

test('what is the same in the bytes is the same in the text, for compression to find', () => {
  const once = encode(all);
  assert.equal(encode([...all, 1, ...all]), `${once}${encode([1])}${once}`);
});

test('the small numbers of wasm take one character each', () => {
  assert.equal(encode(all.slice(0, 56)).length, 56);
});

test('words look like words', () => {
  const words = 'the response to it';
  assert.equal(encode(Buffer.from(words)), words);
});

test('the decoder works as a copy', () => {
  const copy = new Function(`return ${decode}`)();
  assert.deepEqual(copy(encode(all)), all);
});
