// A POST may cost somebody money. It is sent once, whatever happens to its answer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CUT_LOOKS_CLEAN, skipFor } from '../support/engines.js';
import { answers, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

/**
 * Runs in the browser: POSTs, waits until the source has closed, and then for much longer than any reconnection of these
 * tests would take.
 */
async function post({ EventSource, watch, eventually, sleep }, url, init) {
  const source = new EventSource(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ prompt: 'é' }),
    retry: { delay: 10, jitter: 0 },
    ...init,
  });
  const { log } = watch(source);
  await eventually(() => source.readyState === EventSource.CLOSED, 'the source to close');
  await sleep(700);
  return log;
}

const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);

test('method, headers and body arrive as given', TIMEOUT, async () => {
  const route = world.server.route('/as-given', answers.stream('data: a\n\n'));
  await world.run('window', post, route.url);
  const [request] = route.requests;
  assert.equal(request.method, 'POST');
  assert.equal(request.header('Content-Type'), 'application/json');
  assert.equal(request.header('Accept'), 'text/event-stream');
  assert.deepEqual(JSON.parse(request.body.toString()), { prompt: 'é' });
});

describe('it is never sent twice:', () => {
  test('the stream ends; no error event', TIMEOUT, async () => {
    const route = world.server.route('/end', answers.stream('retry: 10\nid: 1\ndata: a\n\n', 'data: b\n\n'));
    const log = await world.run('window', post, route.url);
    assert.deepEqual(types(log), ['open 1', 'message 1', 'message 1']);
    assert.equal(route.requests.length, 1);
  });

  for (const how of ['cut', 'reset']) {
    const skip = how === 'cut' && skipFor(CUT_LOOKS_CLEAN);
    test(`a ${how} in mid-stream; an error event`, { ...TIMEOUT, skip }, async () => {
      const route = world.server.route(`/mid-stream-${how}`, async (_, connection) => {
        await connection.stream();
        await connection.write('retry: 10\nid: 1\ndata: a\n\nid: 2\ndata: b\n');
        await connection.pause(50);
        await connection[how]();
      });
      const log = await world.run('window', post, route.url);
      assert.deepEqual(types(log), ['open 1', 'message 1', 'error 2']);
      assert.equal(log.at(-1).error.code, 'network');
      assert.equal(log.at(-1).error.retryIn, undefined);
      assert.equal(route.requests.length, 1);
    });
  }

  test('a reset before the head; an error event', TIMEOUT, async () => {
    const route = world.server.route('/before-head', answers.reset);
    const log = await world.run('window', post, route.url);
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(log[0].error.code, 'network');
    assert.equal(route.requests.length, 1);
  });

  test('a reset in the head', TIMEOUT, async () => {
    const route = world.server.route('/in-head', async (_, connection) => {
      await connection.raw('HTTP/1.1 200 OK\r\nContent-Type: text/event-str');
      await connection.reset();
    });
    const log = await world.run('window', post, route.url);
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(route.requests.length, 1);
  });

  test('without any retry option, for longer than the default wait', TIMEOUT, async () => {
    const route = world.server.route('/default-retry', answers.reset);
    await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        await nextEvent(new EventSource(url, { method: 'POST' }), 'error');
        await sleep(4000);
      },
      route.url,
    );
    assert.equal(route.requests.length, 1);
  });

  test('it is refused', TIMEOUT, async () => {
    const route = world.server.route('/refused', (_, connection) =>
      connection.respond(503, { 'Content-Type': 'text/plain', 'Retry-After': '0' }, 'later'),
    );
    const log = await world.run('window', post, route.url);
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(log[0].error.status, 503);
    assert.equal(route.requests.length, 1);
  });

  test('a listener throws', TIMEOUT, async () => {
    const route = world.server.route('/listener-throws', answers.stream('retry: 10\ndata: a\n\ndata: b\n\n'));
    const outcome = await world.run(
      'window',
      async ({ EventSource, eventually, sleep }, url) => {
        const reported = [];
        window.addEventListener('error', (event) => {
          event.preventDefault();
          reported.push(event.error.message);
        });
        const source = new EventSource(url, { method: 'POST', body: 'x' });
        const data = [];
        source.onmessage = (event) => {
          data.push(event.data);
          throw new Error(`at ${event.data}`);
        };
        await eventually(() => source.readyState === 2, 'the source to close');
        await sleep(700);
        return { data, reported };
      },
      route.url,
    );
    assert.deepEqual(outcome, { data: ['a', 'b'], reported: ['at a', 'at b'] });
    assert.equal(route.requests.length, 1);
  });

  test('the page is hidden, and shown again', TIMEOUT, async () => {
    const route = world.server.route('/hidden', async (_, connection) => {
      await connection.stream();
      await connection.write('retry: 10\ndata: a\n\n');
      await connection.pause(900);
      await connection.write('data: b\n\n');
      await connection.end();
    });
    const data = await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep, eventually }, url) => {
        // A headless page is never hidden; this is what a library could see of it.
        const show = (state) => {
          Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
          Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
          document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
          if (state === 'hidden') window.dispatchEvent(new Event('blur'));
          else window.dispatchEvent(new Event('focus'));
        };
        const source = new EventSource(url, { method: 'POST', body: 'x' });
        const data = [];
        source.addEventListener('message', (event) => data.push(event.data));
        await nextEvent(source, 'message');
        show('hidden');
        await sleep(300);
        show('visible');
        await eventually(() => source.readyState === 2, 'the source to close');
        await sleep(300);
        return data;
      },
      route.url,
    );
    assert.deepEqual(data, ['a', 'b']);
    assert.equal(route.requests.length, 1);
  });

  for (const method of ['PUT', 'PATCH', 'DELETE', 'QUERY']) {
    test(`nor is a ${method}`, TIMEOUT, async () => {
      const route = world.server.route(`/method-${method}`, answers.stream('retry: 10\ndata: a\n\n'));
      const log = await world.run('window', post, route.url, { method });
      assert.deepEqual(types(log), ['open 1', 'message 1']);
      assert.deepEqual(
        route.requests.map((request) => request.method),
        [method],
      );
    });
  }

  test('nor is a post in lower case', TIMEOUT, async () => {
    const route = world.server.route('/lower-case', answers.stream('retry: 10\ndata: a\n\n'));
    await world.run('window', post, route.url, { method: 'post' });
    assert.deepEqual(
      route.requests.map((request) => request.method),
      ['POST'],
    );
  });
});

test('a get in lower case is a GET, and is asked again', TIMEOUT, async () => {
  const route = world.server.route('/get-lower', [answers.stream('retry: 10\ndata: a\n\n')]);
  await world.run(
    'window',
    ({ EventSource, watch }, url) => watch(new EventSource(url, { method: 'get' })).failed(),
    route.url,
  );
  assert.deepEqual(
    route.requests.map((request) => request.method),
    ['GET', 'GET'],
  );
});
