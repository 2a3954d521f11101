// The `retry` options: how waits grow, what resets them, when it gives up, and that there is no use in asking offline.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answers, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);
const waits = (log) => log.filter(({ type }) => type === 'error').map(({ error }) => error.retryIn);

/** Runs in the browser: the log of a source, some time after it has closed. */
async function lifetime({ EventSource, watch, eventually, sleep }, url, init) {
  const source = new EventSource(url, init);
  const { log } = watch(source);
  await eventually(() => source.readyState === 2, 'the source to close');
  await sleep(200);
  return log;
}
const run = (url, init) => world.run('window', lifetime, url, init);

describe('growth', () => {
  const retry = { delay: 100, factor: 2, jitter: 0, maxDelay: 400 };

  test('is reset by an event', TIMEOUT, async () => {
    const route = world.server.route('/reset-by-event', [
      ...[answers.reset, answers.reset],
      answers.stream('data: a\n\n'),
      ...[answers.reset, answers.reset],
    ]);
    assert.deepEqual(waits(await run(route.url, { retry })), [100, 200, 100, 200, 400, undefined]);
  });

  test('is not reset by a connection that opens, nor by a comment', TIMEOUT, async () => {
    const route = world.server.route('/not-reset', [
      ...[answers.reset, answers.stream(), answers.stream(':\n\n'), answers.stream('event: a\n\n')],
    ]);
    const log = await run(route.url, { retry });
    assert.deepEqual(waits(log), [100, 200, 400, 400, undefined]);
    assert.equal(log.filter(({ type }) => type === 'open').length, 3);
  });

  test('starts from what the server has asked for, and never goes below it', TIMEOUT, async () => {
    const route = world.server.route('/from-server', [
      answers.stream('retry: 150\ndata: a\n\n'),
      ...[answers.reset, answers.reset],
    ]);
    assert.deepEqual(waits(await run(route.url, { retry })), [150, 300, 400, undefined]);

    const longer = world.server.route('/longer', [answers.stream('retry: 500\ndata: a\n\n'), answers.reset]);
    assert.deepEqual(waits(await run(longer.url, { retry })), [500, 500, undefined]);
  });

  test('the waits are waited for', TIMEOUT, async () => {
    const route = world.server.route('/waited', [answers.reset, answers.reset, answers.reset]);
    await run(route.url, { retry: { ...retry, delay: 200, maxDelay: 5000 } });
    const gaps = route.requests.slice(1).map(({ arrived }, index) => arrived - route.requests[index].arrived);
    for (const [index, least] of [200, 400, 800].entries()) {
      assert.ok(gaps[index] >= least - 10, `gap ${index + 1} was ${gaps[index]} ms, not ${least}`);
    }
  });

  test('jitter is on top of the wait, of the one the server asked for too', TIMEOUT, async () => {
    const route = world.server.route('/jitter', [
      answers.stream('retry: 150\ndata: a\n\n'),
      ...Array(6).fill(answers.reset),
    ]);
    const [first, ...others] = waits(await run(route.url, { retry: { delay: 10, factor: 1, jitter: 1 } })).slice(0, -1);
    assert.equal(first, 150);
    assert.equal(others.length, 6);
    for (const wait of others) assert.ok(wait >= 150, `waited ${wait} ms`);
  });
});

describe('attempts', () => {
  test('3 means three requests', TIMEOUT, async () => {
    const route = world.server.route('/three', answers.reset);
    const log = await run(route.url, { retry: { delay: 10, attempts: 3 } });
    assert.deepEqual(types(log), ['error 0', 'error 0', 'error 2']);
    assert.deepEqual(
      log.map(({ error }) => error.attempt),
      [1, 2, 3],
    );
    assert.equal(route.requests.length, 3);
  });

  test('1 means one', TIMEOUT, async () => {
    const route = world.server.route('/one', answers.reset);
    assert.deepEqual(types(await run(route.url, { retry: { delay: 10, attempts: 1 } })), ['error 2']);
    assert.equal(route.requests.length, 1);
  });

  test('a connection that opens without an event is used up as well', TIMEOUT, async () => {
    const route = world.server.route('/opens', answers.stream(':\n\n'));
    const log = await run(route.url, { retry: { delay: 10, attempts: 2 } });
    assert.deepEqual(types(log), ['open 1', 'error 0', 'open 1', 'error 2']);
    assert.equal(route.requests.length, 2);
  });

  test('an event starts the count again', TIMEOUT, async () => {
    const route = world.server.route('/counts-again', [
      ...[answers.reset, answers.stream('data: a\n\n')],
      ...[answers.reset, answers.reset, answers.stream('data: never\n\n')],
    ]);
    const log = await run(route.url, { retry: { delay: 10, attempts: 2 } });
    assert.deepEqual(types(log), ['error 0', 'open 1', 'message 1', 'error 0', 'error 0', 'error 2']);
    assert.equal(route.requests.length, 4);
  });
});

describe('statuses', () => {
  test('none is asked again by default, whatever Retry-After says', TIMEOUT, async () => {
    const route = world.server.route('/none', (_, connection) => connection.respond(503, { 'Retry-After': '0' }));
    assert.deepEqual(types(await run(route.url, { retry: { delay: 10 } })), ['error 2']);
    assert.equal(route.requests.length, 1);
  });

  test('Retry-After in seconds is honoured, and told', TIMEOUT, async () => {
    const route = world.server.route('/seconds', [(_, connection) => connection.respond(429, { 'Retry-After': '1' })]);
    const log = await run(route.url, { retry: { delay: 10, statuses: [429] } });
    assert.deepEqual(types(log), ['error 0', 'error 2']);
    assert.deepEqual(waits(log), [1000, undefined]);
    const [first, second] = route.requests;
    assert.ok(second.arrived - first.arrived >= 990, `waited ${second.arrived - first.arrived} ms`);
  });

  test('Retry-After as a date is honoured', TIMEOUT, async () => {
    const date = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3000);
    let asked;
    const route = world.server.route('/date', [
      (_, connection) => connection.respond(503, { 'Retry-After': date.toUTCString() }),
      (_, connection) => {
        asked = Date.now();
        return connection.respond(204);
      },
    ]);
    await run(route.url, { retry: { delay: 10, statuses: [503] } });
    assert.ok(asked >= date.getTime() - 10, `asked ${date.getTime() - asked} ms too early`);
  });

  for (const value of ['soon', '-1', '', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
    test(`Retry-After: "${value}" is the policy's own wait`, TIMEOUT, async () => {
      const route = world.server.route('/nonsense', [
        (_, connection) => connection.respond(503, { 'Retry-After': value }),
      ]);
      const log = await run(route.url, { retry: { delay: 20, jitter: 0, statuses: [503] } });
      assert.deepEqual(waits(log), [20, undefined]);
    });
  }

  test('a Retry-After beyond what a timer holds does not hammer the server', TIMEOUT, async () => {
    const route = world.server.route('/huge', (_, connection) =>
      connection.respond(503, { 'Retry-After': '99999999999' }),
    );
    const { readyState, retryIn } = await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        const source = new EventSource(url, { retry: { statuses: [503] } });
        const { error } = await nextEvent(source, 'error');
        await sleep(500);
        const { readyState } = source;
        source.close();
        return { readyState, retryIn: error.retryIn };
      },
      route.url,
    );
    assert.deepEqual([readyState, retryIn], [0, 2 ** 31 - 1]);
    assert.equal(route.requests.length, 1);
  });
});

describe('offline', () => {
  test('it waits, and goes on at once when it is back online', TIMEOUT, async () => {
    const route = world.server.route('/offline', [answers.reset, answers.open('data: a\n\n')]);
    const outcome = await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        const setOnline = (value) => Object.defineProperty(navigator, 'onLine', { value, configurable: true });
        setOnline(false);
        const source = new EventSource(url, { retry: { delay: 50, jitter: 0 } });
        let opened = false;
        source.onopen = () => {
          opened = true;
        };
        await nextEvent(source, 'error');
        await sleep(800);
        const before = opened;
        setOnline(true);
        await sleep(300);
        // Only the event tells: nobody asks all the time.
        const unannounced = opened;
        const came = nextEvent(source, 'message', 3000);
        window.dispatchEvent(new Event('online'));
        const { data } = await came;
        source.close();
        return { before, unannounced, data };
      },
      route.url,
    );
    assert.deepEqual(outcome, { before: false, unannounced: false, data: 'a' });
    assert.equal(route.requests.length, 2);
  });

  test('back online, the rest of a wait is not waited for', TIMEOUT, async () => {
    const route = world.server.route('/cut-short', [answers.reset, answers.open('data: a\n\n')]);
    const data = await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        const source = new EventSource(url, { retry: { delay: 600_000, maxDelay: 600_000 } });
        await nextEvent(source, 'error');
        await sleep(300);
        const came = nextEvent(source, 'message', 3000);
        window.dispatchEvent(new Event('online'));
        const { data } = await came;
        source.close();
        return data;
      },
      route.url,
    );
    assert.equal(data, 'a');
    assert.equal(route.requests.length, 2);
  });

  test('an `online` while the page is offline all the same changes nothing', TIMEOUT, async () => {
    const route = world.server.route('/still-offline', [answers.reset]);
    await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
        const source = new EventSource(url, { retry: { delay: 10 } });
        await nextEvent(source, 'error');
        await sleep(200);
        window.dispatchEvent(new Event('online'));
        await sleep(400);
        source.close();
      },
      route.url,
    );
    assert.equal(route.requests.length, 1);
  });

  test('close() while offline is for good', TIMEOUT, async () => {
    const route = world.server.route('/close-offline', [answers.reset]);
    await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        const setOnline = (value) => Object.defineProperty(navigator, 'onLine', { value, configurable: true });
        setOnline(false);
        const source = new EventSource(url, { retry: { delay: 10 } });
        await nextEvent(source, 'error');
        await sleep(200);
        source.close();
        setOnline(true);
        window.dispatchEvent(new Event('online'));
        await sleep(400);
      },
      route.url,
    );
    assert.equal(route.requests.length, 1);
  });
});

test('retry: false: one request, whatever becomes of it', TIMEOUT, async () => {
  for (const [path, handler] of Object.entries({
    '/false-reset': answers.reset,
    '/false-end': answers.stream('retry: 10\nid: 1\ndata: a\n\n'),
    '/false-status': (_, connection) => connection.respond(503, { 'Retry-After': '0' }),
  })) {
    const route = world.server.route(path, handler);
    const log = await run(route.url, { retry: false });
    assert.deepEqual(waits(log), path === '/false-end' ? [] : [undefined], path);
    assert.equal(route.requests.length, 1, path);
  }
});
