// Responses that are no event stream: the source closes, says why, and lets go of the connection.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_HEAD_WITHOUT_BODY, skipFor } from '../support/engines.js';
import { forBoth, TIMEOUT, useBrowser } from '../support/harness.js';
import { within } from '../support/page/wait.js';

const world = useBrowser();

const STREAM = 'retry: 10\nid: 1\ndata: a\n\n';

/** Runs in the browser: everything that a source fires in its first half second after it has closed. */
async function refusal({ EventSource, watch, sleep }, url, init) {
  const { log, failed } = watch(new EventSource(url, init));
  await failed();
  await sleep(500);
  return log;
}

const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);

/** Opens a source on each route, all at once, and returns their logs. */
async function refusals(run, routes) {
  return run(
    'window',
    async ({ EventSource, watch, sleep }, urls) => {
      const watches = urls.map((url) => watch(new EventSource(url)));
      await Promise.all(watches.map(({ failed }) => failed()));
      await sleep(500);
      return watches.map(({ log }) => log);
    },
    routes.map(({ url }) => url),
  );
}

forBoth(world, (run) => {
  test('every status but 200 is refused, whatever comes with it', TIMEOUT, async () => {
    const statuses = [
      201, 202, 203, 204, 205, 206, 210, 299, 300, 304, 400, 401, 403, 404, 405, 410, 429, 500, 502, 503,
    ];
    const routes = statuses.map((status) =>
      world.server.route(`/status-${status}`, async (_, connection) => {
        await connection.head(status, { 'Content-Type': 'text/event-stream' });
        if (![204, 205, 304].includes(status)) await connection.write(STREAM);
        await connection.end();
      }),
    );
    const logs = await refusals(run, routes);
    for (const [index, status] of statuses.entries()) {
      assert.deepEqual(types(logs[index]), ['error 2'], `status ${status}`);
      assert.equal(routes[index].requests.length, 1, `status ${status}`);
    }
  });

  test('other content types are refused', TIMEOUT, async () => {
    const contentTypes = [
      ...[undefined, '', 'text/html', 'text/plain', 'application/json', 'text/event-streams', 'text/event stream'],
      ...['text/x-bogus', 'event-stream', 'x bogus', '*/*', 'text/html; a=text/event-stream'],
    ];
    const routes = contentTypes.map((type, index) =>
      world.server.route(`/type-refused-${index}`, (_, connection) =>
        connection.respond(200, type === undefined ? {} : { 'Content-Type': type }, STREAM),
      ),
    );
    const logs = await refusals(run, routes);
    for (const [index, type] of contentTypes.entries()) {
      assert.deepEqual(types(logs[index]), ['error 2'], `type ${type}`);
      assert.equal(routes[index].requests.length, 1, `type ${type}`);
    }
  });

  test('text/event-stream is taken in capitals, and with parameters', TIMEOUT, async () => {
    const contentTypes = [
      ...['text/event-stream', 'text/event-stream;', 'text/event-stream;charset=utf-8', 'TEXT/Event-Stream'],
      ...['text/event-stream; charset=UTF-8', 'text/event-stream ; a="b;c" ; d'],
    ];
    const routes = contentTypes.map((type, index) =>
      world.server.route(`/type-taken-${index}`, [
        (_, connection) => connection.respond(200, { 'Content-Type': type }, STREAM),
      ]),
    );
    const logs = await refusals(run, routes);
    for (const [index, type] of contentTypes.entries()) {
      assert.deepEqual(types(logs[index]), ['open 1', 'message 1', 'error 0', 'error 2'], `type ${type}`);
    }
  });

  test('addresses that lead to no server fail for good', TIMEOUT, async () => {
    const urls = ['about:blank', 'mailto:a@example.test', 'ftp://example.test/', 'javascript:alert(1)', 'nonsense:x'];
    const logs = await refusals(
      run,
      urls.map((url) => ({ url })),
    );
    for (const [index, url] of urls.entries()) assert.deepEqual(types(logs[index]), ['error 2'], url);
  });

  for (const [status, type] of [
    [500, 'text/plain'],
    [500, 'text/event-stream'],
    [200, 'text/html'],
  ]) {
    test(`of an endless ${status} of ${type} the body is cancelled`, TIMEOUT, async () => {
      const route = world.server.route('/endless', async (_, connection) => {
        await connection.head(status, { 'Content-Type': type });
        while (await connection.write('data: endless\n\n'.repeat(100))) await connection.pause(5);
      });
      const log = await run('window', refusal, route.url);
      assert.deepEqual(types(log), ['error 2']);
      const end = await within(route.requests[0].closed, 'the client to let go of the endless body');
      assert.equal(end.by, 'client');
      assert.equal(route.requests.length, 1);
    });
  }
});

describe('eventsource-wasm', () => {
  test('a charset other than UTF-8 is no reason to refuse', TIMEOUT, async () => {
    const route = world.server.route('/charset', [
      (_, connection) =>
        connection.respond(200, { 'Content-Type': 'text/event-stream; charset=windows-1252' }, 'data: é\n\n'),
    ]);
    const log = await world.run('window', refusal, route.url, { retry: { delay: 10 } });
    assert.equal(log[1].data, 'é');
  });

  test('the error says status, headers and body', TIMEOUT, async () => {
    const route = world.server.route('/says', (_, connection) =>
      connection.respond(429, { 'Content-Type': 'application/json', 'Retry-After': '7' }, '{"error":"zu schnéll"}'),
    );
    const [{ error }] = await world.run('window', refusal, route.url);
    assert.equal(error.isError, true);
    assert.equal(error.name, 'EventSourceError');
    assert.equal(error.code, 'status');
    assert.equal(error.status, 429);
    assert.equal(error.body, '{"error":"zu schnéll"}');
    assert.equal(error.attempt, 1);
    assert.equal(error.retryIn, undefined);
    assert.match(error.message, /429/);
    const headers = new Map(error.headers);
    assert.equal(headers.get('retry-after'), '7');
    assert.equal(headers.get('content-type'), 'application/json');
  });

  test('the error says the content type', TIMEOUT, async () => {
    const route = world.server.route('/says-type', (_, connection) =>
      connection.respond(200, { 'Content-Type': 'text/html' }, '<h1>Log in</h1>'),
    );
    const [{ error }] = await world.run('window', refusal, route.url);
    assert.equal(error.code, 'content-type');
    assert.equal(error.status, 200);
    assert.equal(error.body, '<h1>Log in</h1>');
    assert.match(error.message, /text\/html/);
  });

  test('the same for a POST', TIMEOUT, async () => {
    const route = world.server.route('/says-post', (_, connection) =>
      connection.respond(401, { 'Content-Type': 'text/plain' }, 'who are you?'),
    );
    const log = await world.run('window', refusal, route.url, { method: 'POST', body: 'x' });
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(log[0].error.code, 'status');
    assert.equal(log[0].error.status, 401);
    assert.equal(log[0].error.body, 'who are you?');
  });

  test('without a body the body is an empty string', TIMEOUT, async () => {
    const [{ error }] = await world.run('window', refusal, '/status/204');
    assert.equal(error.status, 204);
    assert.equal(error.body, '');
  });

  test('headers is a Headers', TIMEOUT, async () => {
    const is = await world.run('window', async ({ EventSource, nextEvent }) => {
      const { error } = await nextEvent(new EventSource('/status/404'), 'error');
      return error.headers instanceof Headers;
    });
    assert.equal(is, true);
  });

  test('error.error is an EventSourceError, as exported', TIMEOUT, async () => {
    const is = await world.run('window', async ({ EventSource, EventSourceError, nextEvent }) => {
      const { error } = await nextEvent(new EventSource('/status/404'), 'error');
      return error instanceof EventSourceError;
    });
    assert.equal(is, true);
  });

  test('of a long body the first 4096 bytes are kept', TIMEOUT, async () => {
    const body = Array.from({ length: 3000 }, (_, index) => `${index} `).join('');
    const route = world.server.route('/long-body', async (_, connection) => {
      await connection.head(500, { 'Content-Type': 'text/plain' });
      for (let at = 0; at < body.length; at += 100) await connection.write(body.slice(at, at + 100));
      await connection.end();
    });
    const [{ error }] = await world.run('window', refusal, route.url);
    assert.equal(error.body.length, 4096);
    assert.equal(error.body, body.slice(0, 4096));
  });

  test('of an endless body the first 4096 bytes are kept, and of a slow one what came', TIMEOUT, async () => {
    const endless = world.server.route('/endless-body', async (_, connection) => {
      await connection.head(500, { 'Content-Type': 'text/plain' });
      while (await connection.write('0123456789abcdef'.repeat(64)));
    });
    const slow = world.server.route('/slow-body', async (_, connection) => {
      await connection.head(503, { 'Content-Type': 'text/plain' });
      await connection.write('back in a moment');
      await connection.hang();
    });
    const [[endlessLog], [slowLog]] = await Promise.all(
      [endless, slow].map(({ url }) => world.run('window', refusal, url)),
    );
    assert.equal(endlessLog.error.body, '0123456789abcdef'.repeat(256));
    assert.equal(slowLog.error.body, 'back in a moment');
    const end = await within(slow.requests[0].closed, 'the client to let go of the slow body');
    assert.equal(end.by, 'client');
  });

  // Chromium's own waits for the first byte.
  test('of a 500 whose body never comes the connection is closed', {
    ...TIMEOUT,
    skip: skipFor(NO_HEAD_WITHOUT_BODY),
  }, async () => {
    const route = world.server.route('/silent', async (_, connection) => {
      await connection.head(500, { 'Content-Type': 'text/plain' });
      await connection.hang();
    });
    const log = await world.run('window', refusal, route.url);
    assert.deepEqual(types(log), ['error 2']);
    const end = await within(route.requests[0].closed, 'the client to let go of the silent body');
    assert.equal(end.by, 'client');
  });

  test('a body that breaks off is as good as it goes', TIMEOUT, async () => {
    const route = world.server.route('/broken-body', async (_, connection) => {
      await connection.head(500, { 'Content-Type': 'text/plain' });
      await connection.write('so far');
      await connection.pause(50);
      await connection.reset();
    });
    const log = await world.run('window', refusal, route.url);
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(log[0].error.code, 'status');
    assert.equal(log[0].error.status, 500);
    assert.equal(log[0].error.body, 'so far');
  });

  test('close() while the body is read ends it without an event', TIMEOUT, async () => {
    const route = world.server.route('/close-while-refused', async (_, connection) => {
      await connection.head(500, { 'Content-Type': 'text/plain' });
      await connection.write('slow');
      await connection.hang();
    });
    const running = world.run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url);
        const { log } = watch(source);
        await sleep(500);
        source.close();
        await sleep(2500);
        return { log, readyState: source.readyState };
      },
      route.url,
    );
    const request = await route.request();
    assert.equal((await within(request.closed, 'the client to close')).by, 'client');
    assert.deepEqual(await running, { log: [], readyState: 2 });
  });
});
