// A decoder's parser goes when its streams end, or when nobody holds them any more. In a process of its own, where nobody has
// started the engine yet: its memory is not ours to see otherwise.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EventStreamDecoder } from '../../dist/index.js';
import { sleep } from '../support/page/wait.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const TIMEOUT = { timeout: 60_000 };

const { instantiate } = WebAssembly;
let memory;
const megabytes = () => memory.buffer.byteLength / 1e6;

/** A decoder in the middle of a stream, which by then takes more than 100 kB of the engine's memory. */
async function begun() {
  const { readable, writable } = new EventStreamDecoder();
  const reader = readable.getReader();
  const writer = writable.getWriter();
  writer.write(new TextEncoder().encode(`data: ${'a'.repeat(60_000)}\n\n`));
  await reader.read();
  return { reader, writer };
}

before(async () => {
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate.apply(WebAssembly, args);
    memory ??= Object.values(result.instance.exports).find((value) => value instanceof WebAssembly.Memory);
    return result;
  };
  await begun();
});
after(() => {
  WebAssembly.instantiate = instantiate;
});

for (const [how, end] of Object.entries({
  'that ended': ({ writer }) => writer.close(),
  'that were aborted': ({ writer }) => writer.abort(),
  'that were cancelled': ({ reader }) => reader.cancel(),
  'that failed': ({ writer }) => writer.write('no bytes').catch(() => {}),
})) {
  test(`many decoders ${how} take no memory, though they are held`, TIMEOUT, async () => {
    const start = megabytes();
    const held = [];
    for (let round = 0; round < 100; round++) {
      const decoder = await begun();
      await end(decoder);
      held.push(decoder);
    }
    assert.ok(megabytes() - start < 2, `${megabytes() - start} MB for ${held.length}`);
  });
}

test('many decoders that were cancelled at once take no memory', TIMEOUT, async () => {
  const start = megabytes();
  const held = [];
  for (let round = 0; round < 5000; round++) {
    const decoder = new EventStreamDecoder();
    await decoder.readable.cancel();
    held.push(decoder);
  }
  assert.ok(megabytes() - start < 0.5, `${megabytes() - start} MB for ${held.length}`);
});

test('many decoders, one after the other, take no more memory than some', TIMEOUT, async () => {
  for (let round = 0; round < 400; round++) {
    await begun();
    if (round % 25 === 0) {
      collect();
      await sleep(20);
    }
  }
  assert.ok(megabytes() < 20, `${megabytes()} MB`);
});

test('a decoder that ended, and then is forgotten, takes no other’s parser along', TIMEOUT, async () => {
  const data = [];
  for (let round = 0; round < 20; round++) {
    await (await begun()).writer.close();
    // It may get the place in the engine that has become free.
    const { reader, writer } = await begun();
    collect();
    await sleep(20);
    writer.write(new TextEncoder().encode('data: b\n\n'));
    data.push((await Promise.race([reader.read(), sleep(1000)]))?.value.data);
    writer.close();
  }
  assert.deepEqual(data, Array(20).fill('b'));
});
