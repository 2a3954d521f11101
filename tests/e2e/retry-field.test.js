// The `retry` field: which values count, and that none of them makes a client hammer its server.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answers, forBoth, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

const HUGE = ['2147483648', '4294967296', '4294967297', '99999999999', '18446744073709551616', '9'.repeat(40)];
const INVALID = ['1x', 'x1', '-1', '+1', '1.5', '1e1', '0x1', ' 1', '1 ', '1,0', '١', '１', '1\0'];

forBoth(world, (run, skipNative) => {
  const overflows = { firefox: 'Firefox’s own EventSource waits half a second where retry is 2^32' };
  test('no value is too large to wait', { ...TIMEOUT, skip: skipNative(overflows) }, async () => {
    const routes = HUGE.map((value) =>
      world.server.route(`/huge-${value}`, answers.stream(`retry: ${value}\ndata: a\n\n`)),
    );
    const states = await run(
      'window',
      async ({ EventSource, nextEvent, sleep }, urls) => {
        const sources = urls.map((url) => new EventSource(url));
        await Promise.all(sources.map((source) => nextEvent(source, 'error')));
        await sleep(1000);
        return sources.map(({ readyState }) => readyState);
      },
      routes.map(({ url }) => url),
    );
    for (const [index, value] of HUGE.entries()) {
      assert.equal(routes[index].requests.length, 1, `retry: ${value}`);
      assert.equal(states[index], 0, `retry: ${value}`);
    }
  });

  const lenient = {
    firefox: 'Firefox’s own EventSource removes NUL from values, so that 1 is left of “1\\0”',
    webkit: 'WebKit’s own EventSource takes “+1”, “ 1” and “1 ” for numbers',
  };
  test('what is no number leaves the value as it was', { ...TIMEOUT, skip: skipNative(lenient) }, async () => {
    let ended;
    const route = world.server.route('/invalid', [
      async (_, connection) => {
        await connection.stream();
        await connection.write(`retry: 900\n\n${INVALID.map((value) => `retry: ${value}\n`).join('')}data: a\n\n`);
        ended = performance.now();
        await connection.end();
      },
    ]);
    await run('window', ({ EventSource, watch }, url) => watch(new EventSource(url)).failed(), route.url);
    const waited = route.requests[1].arrived - ended;
    assert.ok(waited >= 890, `waited ${waited} ms`);
  });
});

describe('eventsource-wasm, by what the error event says of the wait', () => {
  /** Runs in the browser: the wait after a stream like this, in ms. */
  async function waitAfter({ EventSource, nextEvent }, stream) {
    const source = new EventSource('/never-asked', {
      fetch: async () => new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } }),
    });
    const { error } = await nextEvent(source, 'error');
    source.close();
    return error.retryIn;
  }

  const values = {
    'a number': ['retry: 123\ndata: a\n\n', 123],
    zero: ['retry: 0\ndata: a\n\n', 0],
    'zeros in front': ['retry: 0000000000000000000000123\ndata: a\n\n', 123],
    'no space after the colon': ['retry:123\ndata: a\n\n', 123],
    'the last of several': ['retry: 123\nretry: 456\ndata: a\n\nretry: 789\n\n', 789],
    'a line of its own, before the blank line': ['data: a\n\nretry: 123\n', 123],
    'no line at all, since it does not end': ['retry: 456\ndata: a\n\nretry: 123', 456],
    'the longest wait that a timer can take': ['retry: 2147483647\ndata: a\n\n', 2147483647],
  };
  for (const [name, [stream, expected]] of Object.entries(values)) {
    test(name, TIMEOUT, async () => assert.equal(await world.run('window', waitAfter, stream), expected));
  }
  test('what is larger becomes the longest wait that a timer can take', TIMEOUT, async () => {
    for (const value of HUGE) {
      const wait = await world.run('window', waitAfter, `retry: ${value}\ndata: a\n\n`);
      assert.equal(wait, 2147483647, `retry: ${value}`);
    }
  });
  test('what is no number is ignored', TIMEOUT, async () => {
    for (const value of INVALID) {
      const wait = await world.run('window', waitAfter, `retry: 123\nretry: ${value}\ndata: a\n\n`);
      assert.equal(wait, 123, `retry: ${JSON.stringify(value)}`);
    }
  });
});
