// Other origins: what CORS allows works, and what it forbids is told apart from a network that is down.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { answers, forBoth, TIMEOUT, useBrowser } from '../support/harness.js';
import { within } from '../support/page/wait.js';

const world = useBrowser();

/** Runs in the browser: the events up to the first error, and for a while after. */
async function untilError({ EventSource, watch, sleep }, url, init, after = 500) {
  const source = new EventSource(url, init);
  const { log, seen } = watch(source);
  await seen('error');
  await sleep(after);
  source.close();
  return log;
}

const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);
const methods = (route) => route.requests.map(({ method }) => method);

forBoth(world, (run, skipNative) => {
  test('a wildcard allows a source without credentials', TIMEOUT, async () => {
    const route = world.server.route('/any', [answers.stream('retry: 10\ndata: a\n\n')], { cors: 'any' });
    const log = await run(
      'window',
      ({ EventSource, watch }, url) => watch(new EventSource(url)).failed(),
      route.otherUrl,
    );
    assert.deepEqual(types(log), ['open 1', 'message 1', 'error 0', 'error 2']);
    assert.equal(log[1].origin, world.server.otherOrigin);
    assert.equal(route.requests[0].header('Origin'), world.server.origin);
  });

  test('with credentials the origin has to be named', TIMEOUT, async () => {
    const named = world.server.route('/named', [answers.stream('retry: 10\ndata: a\n\n')], { cors: 'credentials' });
    const log = await run('window', untilError, named.otherUrl, { withCredentials: true });
    assert.deepEqual(types(log).slice(0, 3), ['open 1', 'message 1', 'error 0']);

    const wildcard = world.server.route('/wildcard', answers.stream('retry: 10\ndata: a\n\n'), { cors: 'any' });
    const refused = await run('window', untilError, wildcard.otherUrl, { withCredentials: true });
    assert.deepEqual(types(refused), ['error 2']);
    assert.equal(wildcard.requests.length, 1);
  });

  test('what does not allow it is refused for good', TIMEOUT, async () => {
    const route = world.server.route('/none', answers.stream('retry: 10\ndata: a\n\n'));
    const log = await run('window', untilError, route.otherUrl, {}, 1000);
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(route.requests.length, 1);
  });

  test('what allows only somebody else is refused for good', TIMEOUT, async () => {
    const route = world.server.route('/somebody-else', async (_, connection) => {
      await connection.stream({ 'Access-Control-Allow-Origin': 'http://example.test' });
      await connection.write('data: a\n\n');
      await connection.end();
    });
    const log = await run('window', untilError, route.otherUrl);
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(route.requests.length, 1);
  });

  test('a stream that breaks off is asked for again', TIMEOUT, async () => {
    const route = world.server.route(
      '/breaks',
      [
        async (_, connection) => {
          await connection.stream();
          await connection.write('retry: 10\ndata: a\n\n');
          await connection.reset();
        },
        answers.stream('data: b\n\n'),
      ],
      { cors: 'any' },
    );
    const log = await run(
      'window',
      ({ EventSource, watch }, url) => watch(new EventSource(url)).failed(),
      route.otherUrl,
    );
    assert.deepEqual(
      log.filter((one) => 'data' in one).map((one) => one.data),
      ['a', 'b'],
    );
    assert.deepEqual(methods(route), ['GET', 'GET', 'GET']);
  });

  const givesUp = { firefox: 'Firefox’s own EventSource gives up on a server of another origin that does not answer' };
  test('a server that does not answer is asked again', { ...TIMEOUT, skip: skipNative(givesUp) }, async () => {
    const route = world.server.route('/unanswered', answers.reset);
    const [first] = await run('window', untilError, route.otherUrl);
    assert.deepEqual([first.type, first.readyState], ['error', 0]);
  });
});

describe('eventsource-wasm', () => {
  // The browser's own closes. fetch does not tell, and to probe one's own server at each failure would be too much.
  test('a redirect from here to where it is not allowed looks like a dead network', TIMEOUT, async () => {
    const target = world.server.route('/not-allowed', answers.stream('data: a\n\n'));
    const route = world.server.route('/leads-away', answers.redirect(target.otherUrl));
    const [{ error, readyState }] = await world.run('window', untilError, route.url);
    assert.equal(error.code, 'network');
    assert.equal(readyState, 0);
    assert.equal(route.requests.length, 1);
  });

  test("the code of a refusal is 'cors', found out without a second GET", TIMEOUT, async () => {
    const route = world.server.route('/code-cors', answers.stream('data: a\n\n'));
    const [{ error }] = await world.run('window', untilError, route.otherUrl);
    assert.equal(error.code, 'cors');
    assert.equal(error.retryIn, undefined);
    assert.match(error.message, /CORS|origin/i);
    assert.equal(route.requests.length, 1);
    assert.ok(route.heads.length >= 1);
  });

  test("the code of a dead network is 'network', and it goes on", TIMEOUT, async () => {
    const route = world.server.route('/code-network', answers.reset);
    const [{ error, readyState }] = await world.run('window', untilError, route.otherUrl, {}, 100);
    assert.equal(error.code, 'network');
    assert.equal(readyState, 0);
    assert.ok(error.retryIn >= 3000);
    assert.equal(route.requests.length, 1);
  });

  test('the same for a port where nobody listens', TIMEOUT, async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address();
    await new Promise((resolve) => listener.close(resolve));
    const [{ error, readyState }] = await world.run('window', untilError, `http://127.0.0.1:${port}/`, {}, 0);
    assert.equal(error.code, 'network');
    assert.equal(readyState, 0);
  });

  test('an answer that breaks off where CORS would allow it is the network’s fault', TIMEOUT, async () => {
    const route = world.server.route(
      '/allowed-but-reset',
      (request, connection) => (request.method === 'HEAD' ? connection.respond(200) : connection.reset()),
      { cors: 'any' },
    );
    const [{ error, readyState }] = await world.run('window', untilError, route.otherUrl, {}, 100);
    assert.equal(error.code, 'network');
    assert.equal(readyState, 0);
    assert.equal(route.requests.length, 1);
  });

  test('headers that the preflight does not allow are refused for good; no GET is sent', TIMEOUT, async () => {
    const route = world.server.route('/preflight', answers.stream('data: a\n\n'));
    const log = await world.run('window', untilError, route.otherUrl, { headers: { Authorization: 'Bearer a' } });
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(log[0].error.code, 'cors');
    assert.equal(route.requests.length, 0);
    assert.ok(route.preflights.length >= 1);
  });

  test('headers and JSON that the preflight allows arrive', TIMEOUT, async () => {
    const route = world.server.route('/preflight-allowed', answers.stream('data: a\n\n'), { cors: 'credentials' });
    const data = await world.run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        const source = new EventSource(url, {
          method: 'POST',
          headers: { Authorization: 'Bearer a', 'Content-Type': 'application/json' },
          body: '{}',
        });
        return (await nextEvent(source, 'message')).data;
      },
      route.otherUrl,
    );
    assert.equal(data, 'a');
    assert.equal(route.preflights.length, 1);
    assert.deepEqual(methods(route), ['POST']);
    assert.equal(route.requests[0].header('Authorization'), 'Bearer a');
  });

  test('a POST that is not allowed is sent once at most, and closes the source', TIMEOUT, async () => {
    const route = world.server.route('/post-refused', answers.stream('data: a\n\n'));
    const log = await world.run('window', untilError, route.otherUrl, { method: 'POST', body: 'x' }, 1000);
    assert.deepEqual(types(log), ['error 2']);
    assert.deepEqual(methods(route), ['POST']);
  });

  test('close() while it is being found out lets go of all requests', TIMEOUT, async () => {
    const route = world.server.route('/close-while-finding-out', (request, connection) =>
      request.method === 'HEAD' ? connection.hang() : connection.reset(),
    );
    const running = world.run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url);
        const { log } = watch(source);
        await sleep(1000);
        source.close();
        await sleep(500);
        return log;
      },
      route.otherUrl,
    );
    const head = await route.head();
    assert.equal((await within(head.closed, 'the client to let go of its HEAD')).by, 'client');
    assert.deepEqual(await running, []);
  });
});
