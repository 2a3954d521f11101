import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofDecoding, ofMemory, ofReading, ofSizes } from './findings.js';

const names = ['tokens', 'line-16k', 'line-1k'];

/** Workloads on which we take so long, where eventsource-parser takes 10 ms, doing nothing and decoding alone 5, and Microsoft's 100. */
function decoding(stream, callback = stream) {
  return {
    workloads: names.map((name, index) => ({
      name,
      label: name,
      decoders: [
        { name: 'eventsource-wasm', kind: 'stream', ms: stream[index] },
        { name: 'eventsource-wasm', kind: 'callback', ms: callback[index] },
        { name: 'eventsource-parser', kind: 'stream', ms: 10 },
        { name: 'eventsource-parser', kind: 'callback', ms: 10 },
        { name: 'fetch-event-source', kind: 'callback', ...(index === 2 ? { gaveUp: 0.5 } : { ms: 100 }) },
        { name: 'nothing', kind: 'stream', floor: true, ms: 5 },
        { name: 'decoding', kind: 'callback', floor: true, ms: 5 },
      ],
    })),
  };
}

const goal = (findings, pattern) => findings.find(({ text }) => pattern.test(text)).reached;
const losses = (findings) => findings.filter(({ lost }) => lost).map(({ text }) => text);

test('twice as fast everywhere: nothing is lost, and the goals are reached', () => {
  const found = ofDecoding(decoding([5, 5, 5]));
  assert.deepEqual(losses(found), []);
  assert.ok(found.every(({ reached }) => reached));
});

test('a workload that is lost is named, and is a goal missed', () => {
  const found = ofDecoding(decoding([20, 1, 1]));
  assert.deepEqual(losses(found), [
    'tokens: 0.5× the speed of eventsource-parser, as a stream',
    'tokens: 0.5× the speed of eventsource-parser, as a bare parser',
  ]);
  assert.equal(goal(found, /as a stream: no slower/), false);
  assert.equal(goal(found, /as a stream: twice/), true);
});

test('the mean is told beside what doing nothing would have', () => {
  const found = ofDecoding(decoding([4, 5, 5.5], [8, 8, 8]));
  assert.equal(goal(found, /as a stream: twice .* \(2.1×; nothing 2×\)/), true);
  assert.equal(goal(found, /as a bare parser: twice .* \(1.3×; decoding 2×\)/), false);
});

test('the cost of a long line must not depend on how it is cut, but for what the streams themselves cost', () => {
  const stream = (small) => goal(ofDecoding(decoding([5, 6, small])), /as a stream: one long line/);
  assert.equal(stream(7), true);
  assert.equal(stream(7.1), false);
  assert.equal(stream(4.9), true);
  const callback = (small) => goal(ofDecoding(decoding([5, 6, 7], [5, 6, small])), /as a bare parser: one long line/);
  assert.equal(callback(12), true);
  assert.equal(callback(12.1), false);
});

test('one by one, the fastest rounds count, and the median is told', () => {
  const row = (name, detail, kind, microsecondsAtBest, ms) => ({
    name,
    detail,
    kind,
    microsecondsAtBest,
    ms,
    spread: 0.3,
  });
  const read = (atBest) => {
    const clients = [
      row('eventsource-wasm', 'EventSource', 'events', atBest, 20),
      row('eventsource-wasm', 'eventStream', 'calls', 9, 20),
      row('eventsource', 'EventSource', 'events', 9, 10),
      row('event-source-polyfill', 'EventSourcePolyfill', 'events', 8, 30),
      row('the browser', 'its own EventSource', 'events', 20, 40),
      row('fetch-event-source', 'fetchEventSource', 'calls', 9, 20),
    ];
    const deliveries = ['bulk', 'one-by-one'].map((name) => ({ name, clients }));
    return ofReading({ deliveries, coldStart: clients });
  };
  assert.equal(
    goal(read(8.4), /One by one: EventSource .* \(0.95× of event-source-polyfill; 1.5× in the median, .* 30 %/),
    true,
  );
  assert.equal(goal(read(8.5), /One by one: EventSource/), false);
});

test('sizes are compared with those that do the same', () => {
  const size = (name, of, brotli) => ({ name, of, brotli });
  const found = ofSizes({
    sizes: [
      size('EventSource', 'eventsource-wasm', 12_001),
      size('fetchEventSource', 'eventsource-wasm/fetch-event-source', 1000),
      size('EventStreamDecoder', 'eventsource-wasm', 1000),
    ],
    others: [size('EventSource', 'eventsource', 4000), size('fetchEventSource', '@microsoft/fetch-event-source', 1100)],
  });
  assert.equal(goal(found, /at most 12,000 bytes of brotli \(12,001\)/), false);
  assert.deepEqual(losses(found), ['EventSource is 3× the size of eventsource']);
});

test('memory is flat if it grows as with the browser’s own; what WebAssembly keeps is told', () => {
  const row = (name, scenario, heap, wasm = 0) => ({
    name,
    scenario,
    before: { heap: 0, wasm: 0 },
    after: { heap, wasm },
  });
  const look = (heap, wasm) =>
    ofMemory({
      amounts: { events: 1000, bytes: 60_000_000, sources: 1000 },
      results: [
        row('eventsource-wasm', 'sources', heap),
        row('eventsource-wasm', 'large', 0, wasm),
        row('the browser', 'sources', 300_000),
      ],
    });
  assert.equal(goal(look(399_000, 0), /stays flat/), true);
  assert.equal(goal(look(401_000, 0), /stays flat/), false);
  assert.deepEqual(losses(look(0, 1e6)), []);
  assert.deepEqual(losses(look(0, 139e6)), [
    'After an event of 60.0 MB, the WebAssembly memory is 139.0 MB larger, and stays so; others keep nothing',
  ]);
});
