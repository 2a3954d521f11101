import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventSource, eventStream } from 'eventsource-wasm';
// The tests that the page shows run here, among the others.
import '../../docs/recipes/code/chat.test.js';
import { fakeFetch } from '../../docs/recipes/code/fake-stream.js';
import { TIMEOUT } from './support/server.js';

const url = 'https://fake.invalid/';

test('a source goes through the answers in turn, and is ended by the 204 behind them', TIMEOUT, async () => {
  const fetch = fakeFetch(['id: 7\nretry: 1\n', 'data: 1\n\n'], ['data: 2\n\n']);
  const source = new EventSource(url, { fetch });
  const data = [];
  const read = async () => {
    for await (const event of source) data.push(event.data);
  };
  await assert.rejects(read(), { code: 'status', status: 204 });
  assert.deepEqual(data, ['1', '2']);
  const ids = fetch.requests.map((request) => request.headers.get('Last-Event-ID'));
  assert.deepEqual(ids, [null, '7', '7']);
});

test('an aborted stream stays silent, whatever it waits for', TIMEOUT, async () => {
  const fetch = fakeFetch(
    (async function* () {
      yield 'data: 1\n\n';
      await new Promise((resolve) => setTimeout(resolve, 50));
      yield 'data: 2\n\n';
    })(),
  );
  const stop = new AbortController();
  const read = async () => {
    for await (const _ of eventStream(url, { fetch, signal: stop.signal })) stop.abort();
  };
  await assert.rejects(read(), { code: 'aborted', name: 'AbortError' });
  assert.ok(fetch.requests[0].signal.aborted);
});

test('the global fetch may be replaced instead', TIMEOUT, async (t) => {
  t.mock.method(globalThis, 'fetch', fakeFetch(['data: 1\n\n']));
  const data = [];
  for await (const event of eventStream(url)) data.push(event.data);
  assert.deepEqual(data, ['1']);
});
