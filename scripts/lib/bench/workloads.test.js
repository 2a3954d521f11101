import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consumer } from '../../../benches/checksum.js';
import { catalogue, tokenStream, workload } from '../../../benches/decode/workloads.js';

/** The data in a stream, found in the simplest way. */
function dataIn(chunks) {
  return Buffer.concat(chunks)
    .toString()
    .split(/\r?\n\r?\n/)
    .slice(0, -1)
    .map((block) => block.match(/(?<=^data: ).*/gm).join('\n'));
}

for (const { name, chunk } of catalogue) {
  test(`${name}: the bytes hold the events that it is said to have, in chunks of the size it is said to have`, () => {
    const { chunks, given, bytes } = workload(name, 0.01);
    assert.deepEqual(dataIn(chunks), given.flat());
    assert.equal(given.length, chunks.length);
    assert.equal(bytes, Buffer.concat(chunks).length);
    if (chunk) for (const { length } of chunks.slice(0, -1)) assert.equal(length, chunk);
    else assert.ok(given.every((events) => events.length === 1));
  });

  test(`${name}: each chunk is said to give the events that it completes`, () => {
    const { chunks, given } = workload(name, 0.01);
    for (let count = 1; count <= Math.min(chunks.length, 20); count++) {
      assert.equal(dataIn(chunks.slice(0, count)).length, given.slice(0, count).flat().length);
    }
  });
}

test('a stream of tokens ends as those of APIs do', () => {
  const data = dataIn([tokenStream(50)]);
  assert.equal(data.length, 51);
  assert.equal(data.at(-1), '[DONE]');
  assert.equal(JSON.parse(data[0]).object, 'chat.completion.chunk');
});

test('a consumer tells events apart by their content, their number and their order', () => {
  const sum = (reading, ...events) => {
    const { take, sum } = consumer(reading);
    events.forEach(take);
    return sum();
  };
  assert.notEqual(sum('text', 'ab', 'cd'), sum('text', 'cd', 'ab'));
  assert.notEqual(sum('text', 'ab'), sum('text', 'ab', 'ab'));
  assert.notEqual(sum('whole', 'abc'), sum('whole', 'xbc'));
});
