// What happens when a connection is lost, or cannot be had.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answers, forBoth, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

/** Runs in the browser: what the source fires until it closes. Routes answer 204 in the end, so it does. */
async function lifetime({ EventSource, watch }, url, init) {
  return watch(new EventSource(url, init)).failed();
}

const lastEventId = (request) => request.headerBytes('Last-Event-ID')?.toString();
const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);
const data = (log) => log.filter((one) => 'data' in one).map((one) => one.data);

forBoth(world, (run, skipNative) => {
  test('after a clean end it asks again, with the last event id', TIMEOUT, async () => {
    const route = world.server.route('/clean-end', [
      answers.stream('retry: 10\nid: 41\ndata: a\n\n'),
      answers.stream('data: b\n\n'),
      answers.stream('id: 42\ndata: c\n\n'),
    ]);
    const log = await run('window', lifetime, route.url);
    assert.deepEqual(route.requests.map(lastEventId), [undefined, '41', '41', '42']);
    const messages = log.filter(({ type }) => type === 'message').map((one) => [one.data, one.lastEventId]);
    assert.deepEqual(messages, [
      ['a', '41'],
      ['b', '41'],
      ['c', '42'],
    ]);
  });

  for (const how of ['cut', 'reset']) {
    const skip = how === 'reset' && skipNative({ webkit: 'WebKit’s own EventSource gives up after a reset' });
    test(`after a ${how} in mid-stream it asks again; what was unfinished is discarded`, {
      ...TIMEOUT,
      skip,
    }, async () => {
      const route = world.server.route(`/mid-stream-${how}`, [
        async (_, connection) => {
          await connection.stream();
          await connection.write('retry: 10\n\nid: 1\ndata: a\n\nid: 2\nevent: tick\ndata: b\n');
          await connection.pause(50);
          await connection[how]();
        },
        answers.stream('data: c\n\n'),
      ]);
      const log = await run('window', lifetime, route.url);
      assert.deepEqual(data(log), ['a', 'c']);
      assert.deepEqual(route.requests.map(lastEventId), [undefined, '1', '1']);
    });
  }

  test('a chunk that breaks off is a lost connection, and what came of it counts', TIMEOUT, async () => {
    const route = world.server.route('/broken-chunk', [
      async (_, connection) => {
        await connection.stream();
        await connection.write('retry: 10\n\n');
        await connection.raw('ff\r\nid: 1\ndata: a\n\ndata: unfini');
        await connection.pause(50);
        connection.cut();
      },
    ]);
    const log = await run('window', lifetime, route.url);
    assert.deepEqual(data(log), ['a']);
    assert.deepEqual(route.requests.map(lastEventId), [undefined, '1']);
  });

  test('nothing of a lost connection leaks into the next', TIMEOUT, async () => {
    const route = world.server.route('/no-leaks', [
      // An event with type and data but no end, then a line without an end, then half a character, then a CR.
      answers.stream('retry: 10\n\nevent: tick\ndata: a\n'),
      answers.stream('data: b'),
      answers.stream(Buffer.from('data: c', 'latin1'), Buffer.from([0xe2, 0x82])),
      answers.stream(Buffer.from([0xac]), '\ndata: d\r'),
      answers.stream('\ndata: e\n\n'),
      // The byte order mark is skipped in each of them.
      answers.stream('\ufeffdata: f\n\n'),
    ]);
    const log = await run('window', lifetime, route.url);
    assert.deepEqual(data(log), ['e', 'f']);
    assert.equal(log.filter(({ type }) => type === 'open').length, 6);
  });

  test('a reset in place of an answer is followed by another attempt', TIMEOUT, async () => {
    const route = world.server.route('/reset', [
      answers.stream('retry: 10\nid: 1\ndata: a\n\n'),
      answers.reset,
      async (_, connection) => {
        await connection.raw('HTTP/1.1 200 OK\r\nContent-Type: text/ev');
        await connection.reset();
      },
      answers.stream('data: b\n\n'),
    ]);
    const log = await run('window', lifetime, route.url);
    assert.deepEqual(data(log), ['a', 'b']);
    assert.deepEqual(types(log), [
      ...['open 1', 'message 1', 'error 0'],
      ...['error 0', 'error 0'],
      ...['open 1', 'message 1', 'error 0'],
      'error 2',
    ]);
    assert.deepEqual(route.requests.map(lastEventId), [undefined, '1', '1', '1', '1']);
  });

  test('it waits as long as retry says', TIMEOUT, async () => {
    let ended;
    const route = world.server.route('/wait', [
      async (_, connection) => {
        await connection.stream();
        await connection.write('retry: 700\ndata: a\n\n');
        ended = performance.now();
        await connection.end();
      },
    ]);
    await run('window', lifetime, route.url);
    assert.ok(route.requests[1].arrived - ended >= 690, `waited ${route.requests[1].arrived - ended} ms`);
  });

  for (const [status, how] of [
    [204, 'No Content'],
    [500, 'a server error'],
    [404, 'an unknown address'],
  ]) {
    test(`${status}, ${how}, ends it for good`, TIMEOUT, async () => {
      const route = world.server.route(`/ends-${status}`, [
        answers.stream('retry: 10\ndata: a\n\n'),
        (_, connection) => connection.respond(status),
        answers.stream('data: b\n\n'),
      ]);
      const states = await run(
        'window',
        async ({ EventSource, watch, sleep }, url) => {
          const { log, failed } = watch(new EventSource(url));
          await failed();
          await sleep(500);
          return log.map(({ type, readyState }) => `${type} ${readyState}`);
        },
        route.url,
      );
      assert.deepEqual(states, ['open 1', 'message 1', 'error 0', 'error 2']);
      assert.equal(route.requests.length, 2);
    });
  }

  test('close() during the wait ends it', TIMEOUT, async () => {
    const route = world.server.route('/close-in-wait', answers.stream('retry: 200\ndata: a\n\n'));
    const states = await run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url);
        const { log, seen } = watch(source);
        await seen('error');
        source.close();
        await sleep(800);
        return log.map(({ type, readyState }) => `${type} ${readyState}`);
      },
      route.url,
    );
    assert.deepEqual(states, ['open 1', 'message 1', 'error 0']);
    assert.equal(route.requests.length, 1);
  });

  test('close() in the error listener ends it', TIMEOUT, async () => {
    const route = world.server.route('/close-in-error', answers.stream('retry: 10\ndata: a\n\n'));
    const state = await run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        const source = new EventSource(url);
        source.onerror = () => source.close();
        await nextEvent(source, 'error');
        await sleep(500);
        return source.readyState;
      },
      route.url,
    );
    assert.equal(state, 2);
    assert.equal(route.requests.length, 1);
  });
});

describe('eventsource-wasm', () => {
  // The standard leaves it open, and Chromium goes on asking the place it was redirected to.
  test('it asks the address it was given, not where that redirected to', TIMEOUT, async () => {
    const target = world.server.route('/moved', [
      answers.stream('retry: 10\nid: 1\ndata: a\n\n'),
      answers.stream('data: b\n\n'),
    ]);
    const route = world.server.route('/moves', answers.redirect('/moved'));
    const log = await world.run('window', lifetime, route.url);
    assert.deepEqual(data(log), ['a', 'b']);
    assert.deepEqual(route.requests.map(lastEventId), [undefined, '1', '1']);
    assert.equal(target.requests.length, 3);
  });

  test('without a word from the server it waits 3 seconds', TIMEOUT, async () => {
    let ended;
    const route = world.server.route('/default-wait', [
      async (_, connection) => {
        await connection.stream();
        await connection.write('data: a\n\n');
        ended = performance.now();
        await connection.end();
      },
    ]);
    await world.run('window', lifetime, route.url);
    const waited = route.requests[1].arrived - ended;
    assert.ok(waited >= 2990, `waited ${waited} ms`);
  });

  test('the error event of a clean end says what comes next', TIMEOUT, async () => {
    const route = world.server.route('/error-clean', [answers.stream('retry: 123\ndata: a\n\n')]);
    const log = await world.run('window', lifetime, route.url);
    const { error } = log.find(({ type }) => type === 'error');
    assert.equal(error.isError, true);
    assert.equal(error.name, 'EventSourceError');
    assert.equal(error.code, 'network');
    assert.equal(error.retryIn, 123);
    assert.equal(error.attempt, 1);
    assert.ok(error.message);
    assert.equal(error.status, undefined);
  });

  test('the error event of a break says so too', TIMEOUT, async () => {
    const route = world.server.route('/error-break', [
      async (_, connection) => {
        await connection.stream();
        await connection.write('retry: 45\ndata: a\n\n');
        await connection.reset();
      },
      answers.reset,
    ]);
    const log = await world.run('window', lifetime, route.url);
    const [broken, unanswered] = log.filter(({ type }) => type === 'error').map(({ error }) => error);
    assert.equal(broken.code, 'network');
    assert.equal(broken.retryIn, 45);
    assert.equal(unanswered.code, 'network');
    assert.equal(typeof unanswered.retryIn, 'number');
    assert.ok(unanswered.retryIn >= 45, `retryIn ${unanswered.retryIn}`);
  });

  test('with retry: false a lost connection closes it', TIMEOUT, async () => {
    const watchOut = async ({ EventSource, watch, eventually, sleep }, url) => {
      const source = new EventSource(url, { retry: false });
      const { log } = watch(source);
      await eventually(() => source.readyState === 2, 'the source to close');
      await sleep(300);
      return log;
    };
    // The server's own end is what was to be expected then.
    const end = world.server.route('/retry-false-end', answers.stream('retry: 10\ndata: a\n\n'));
    assert.deepEqual(types(await world.run('window', watchOut, end.url)), ['open 1', 'message 1']);
    assert.equal(end.requests.length, 1);

    const reset = world.server.route('/retry-false-reset', answers.reset);
    const log = await world.run('window', watchOut, reset.url);
    assert.deepEqual(types(log), ['error 2']);
    assert.equal(log[0].error.code, 'network');
    assert.equal(log[0].error.retryIn, undefined);
    assert.equal(reset.requests.length, 1);
  });

  test('retry.delay is the wait until the server names one', TIMEOUT, async () => {
    const route = world.server.route('/retry-delay', [
      answers.stream('data: a\n\n'),
      answers.stream('retry: 20\ndata: b\n\n'),
    ]);
    const log = await world.run('window', lifetime, route.url, { retry: { delay: 50, jitter: 0 } });
    const waits = log.filter(({ type }) => type === 'error').map(({ error }) => error.retryIn);
    assert.deepEqual(waits, [50, 20, undefined]);
  });

  test('retry.attempts are the requests in a row without an event', TIMEOUT, async () => {
    const route = world.server.route('/retry-attempts', answers.reset);
    const log = await world.run('window', lifetime, route.url, { retry: { delay: 10, attempts: 3 } });
    assert.deepEqual(types(log), ['error 0', 'error 0', 'error 2']);
    assert.equal(route.requests.length, 3);
    assert.equal(log.at(-1).error.retryIn, undefined);
  });
});
