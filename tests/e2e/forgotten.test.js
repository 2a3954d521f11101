// A decoder that nobody holds any more goes, and what it has in the engine goes with it. In a process of its own, where nobody
// has started the engine yet: its memory is not ours to see otherwise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EventStreamDecoder } from '../../dist/index.js';
import { sleep } from '../support/page/wait.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

test('many decoders, one after the other, take no more memory than some', { timeout: 60_000 }, async () => {
  let memory;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate.apply(WebAssembly, args);
    memory ??= Object.values(result.instance.exports).find((value) => value instanceof WebAssembly.Memory);
    return result;
  };
  const chunk = new TextEncoder().encode(`data: ${'a'.repeat(60_000)}\n\n`);
  for (let round = 0; round < 400; round++) {
    const { readable, writable } = new EventStreamDecoder();
    const reader = readable.getReader();
    writable.getWriter().write(chunk);
    await reader.read();
    if (round % 25 === 0) {
      collect();
      await sleep(20);
    }
  }
  WebAssembly.instantiate = instantiate;
  // Each takes more than 100 kB while it is there.
  const megabytes = memory.buffer.byteLength / 1e6;
  assert.ok(megabytes < 20, `${megabytes} MB`);
});
