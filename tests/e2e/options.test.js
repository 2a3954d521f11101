// The options beyond those of one request: per attempt, how to retry, what an event may hold; and what is wrong with some.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answers, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);
const SHORT = { delay: 10, jitter: 0 };

/** Runs in the browser: the log of a source, some time after it has closed. */
async function lifetime({ EventSource, watch, eventually, sleep }, url, init) {
  const source = new EventSource(url, init);
  const { log } = watch(source);
  await eventually(() => source.readyState === 2, 'the source to close');
  await sleep(300);
  return log;
}

describe('functions that are called for each attempt', () => {
  test('headers, which may be a promise', TIMEOUT, async () => {
    const route = world.server.route('/each-headers', [
      answers.stream('retry: 10\nid: é\ndata: a\n\n'),
      answers.stream('data: b\n\n'),
    ]);
    const attempts = await world.run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const attempts = [];
        const source = new EventSource(url, {
          headers: async ({ number, lastEventId, signal }) => {
            attempts.push({ number, lastEventId, signal: signal instanceof AbortSignal });
            await sleep(20);
            return { Authorization: `Bearer ${number}` };
          },
        });
        await watch(source).failed();
        return attempts;
      },
      route.url,
    );
    assert.deepEqual(attempts, [
      { number: 1, lastEventId: '', signal: true },
      { number: 2, lastEventId: 'é', signal: true },
      { number: 3, lastEventId: 'é', signal: true },
    ]);
    const sent = route.requests.map((request) => request.header('Authorization'));
    assert.deepEqual(sent, ['Bearer 1', 'Bearer 2', 'Bearer 3']);
  });

  test('body', TIMEOUT, async () => {
    const route = world.server.route('/each-body', [answers.stream('retry: 10\ndata: a\n\n')]);
    await world.run(
      'window',
      ({ EventSource, watch }, url) => {
        const body = ({ number }) => `attempt ${number}`;
        return watch(new EventSource(url, { method: 'POST', body, retry: { resend: 'always' } })).failed();
      },
      route.url,
    );
    assert.deepEqual(
      route.requests.map((request) => request.body.toString()),
      ['attempt 1', 'attempt 2'],
    );
  });

  test('request, whose word goes before the options', TIMEOUT, async () => {
    const route = world.server.route('/each-request', answers.open('data: a\n\n'));
    await world.run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        const source = new EventSource('/somewhere-else', {
          headers: { 'X-A': 'option' },
          request: async () => ({ url, method: 'POST', body: 'b', headers: { 'X-A': 'request' } }),
        });
        await nextEvent(source, 'message');
        source.close();
      },
      route.url,
    );
    const [request] = route.requests;
    assert.deepEqual([request.method, request.header('X-A'), request.body.toString()], ['POST', 'request', 'b']);
  });

  test('that throws: an error event, and no request', TIMEOUT, async () => {
    const route = world.server.route('/each-throws', answers.open('data: a\n\n'));
    const fact = await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        const source = new EventSource(url, {
          headers: () => Promise.reject(new Error('no token')),
          retry: { delay: 10 },
        });
        const { error } = await nextEvent(source, 'error');
        await sleep(300);
        return { code: error.code, cause: error.cause?.message, readyState: source.readyState };
      },
      route.url,
    );
    assert.deepEqual(fact, { code: 'request', cause: 'no token', readyState: 2 });
    assert.equal(route.requests.length, 0);
  });

  test('that is slow: close() in the meantime, and nothing is sent', TIMEOUT, async () => {
    const route = world.server.route('/each-slow', answers.open('data: a\n\n'));
    await world.run(
      'window',
      async ({ EventSource, sleep }, url) => {
        const source = new EventSource(url, { headers: () => sleep(300).then(() => ({})) });
        await sleep(150);
        source.close();
        await sleep(500);
      },
      route.url,
    );
    assert.equal(route.requests.length, 0);
  });
});

describe('retry', () => {
  test('statuses that are asked again', TIMEOUT, async () => {
    const route = world.server.route('/statuses', [
      (_, connection) => connection.respond(503, {}, 'later'),
      answers.stream('data: a\n\n'),
      (_, connection) => connection.respond(500),
    ]);
    const log = await world.run('window', lifetime, route.url, { retry: { ...SHORT, statuses: [503] } });
    assert.deepEqual(types(log), ['error 0', 'open 1', 'message 1', 'error 0', 'error 2']);
    const [first, , , , last] = log;
    assert.deepEqual([first.error.code, first.error.status, first.error.retryIn], ['status', 503, 10]);
    assert.deepEqual([last.error.code, last.error.status, last.error.retryIn], ['status', 500, undefined]);
  });

  test("resend: 'unanswered' sends a POST again, if no head came", TIMEOUT, async () => {
    const route = world.server.route('/resend-unanswered', [answers.reset, answers.stream('data: a\n\n')]);
    const init = { method: 'POST', body: 'x', retry: { ...SHORT, resend: 'unanswered' } };
    const log = await world.run('window', lifetime, route.url, init);
    assert.deepEqual(types(log), ['error 0', 'open 1', 'message 1']);
    assert.deepEqual(
      route.requests.map((request) => request.body.toString()),
      ['x', 'x'],
    );
  });

  test("resend: 'resume' sends a POST again, if there is an id to resume from", TIMEOUT, async () => {
    const route = world.server.route('/resend-resume', [
      async (_, connection) => {
        await connection.stream();
        await connection.write('retry: 10\nid: 7\ndata: a\n\n');
        await connection.reset();
      },
    ]);
    const init = { method: 'POST', body: 'x', retry: { ...SHORT, resend: 'resume' } };
    await world.run('window', lifetime, route.url, init);
    assert.deepEqual(
      route.requests.map((request) => request.header('Last-Event-ID')),
      [undefined, '7'],
    );

    const without = world.server.route('/resend-resume-not', answers.reset);
    await world.run('window', lifetime, without.url, init);
    assert.equal(without.requests.length, 1);
  });

  test("resend: 'always' sends a POST again after a clean end, too", TIMEOUT, async () => {
    const route = world.server.route('/resend-always', [answers.stream('retry: 10\ndata: a\n\n')]);
    const log = await world.run('window', lifetime, route.url, {
      method: 'POST',
      body: 'x',
      retry: { resend: 'always' },
    });
    assert.deepEqual(types(log), ['open 1', 'message 1', 'error 0', 'error 2']);
    assert.equal(route.requests.length, 2);
  });

  test('waits grow while no event comes, and start over after one', TIMEOUT, async () => {
    const route = world.server.route('/growth', [
      ...[answers.reset, answers.reset, answers.reset],
      answers.stream('data: a\n\n'),
      answers.reset,
    ]);
    const init = { retry: { delay: 100, factor: 2, maxDelay: 300, jitter: 0 } };
    const log = await world.run('window', lifetime, route.url, init);
    const waits = log.filter(({ type }) => type === 'error').map(({ error }) => error.retryIn);
    assert.deepEqual(waits, [100, 200, 300, 100, 200, undefined]);
  });

  test('jitter is added on top', TIMEOUT, async () => {
    const route = world.server.route('/jitter', answers.reset);
    const init = { retry: { delay: 20, factor: 1, jitter: 1, attempts: 8 } };
    const log = await world.run('window', lifetime, route.url, init);
    const waits = log.map(({ error }) => error.retryIn).slice(0, -1);
    assert.equal(waits.length, 7);
    for (const wait of waits) assert.ok(wait >= 20, `waited ${wait} ms`);
    assert.ok(new Set(waits).size > 1, 'waits differ');
  });
});

describe('maxEventBytes', () => {
  test('a larger event closes the source, and what came before it is delivered', TIMEOUT, async () => {
    const route = world.server.route(
      '/limit',
      answers.open('data: a\n\ndata: 0123', '456789', '0123456789', 'never ends'),
    );
    const log = await world.run('window', lifetime, route.url, { maxEventBytes: 16 });
    assert.deepEqual(types(log), ['open 1', 'message 1', 'error 2']);
    assert.equal(log[1].data, 'a');
    assert.equal(log[2].error.code, 'limit');
    assert.equal(log[2].error.retryIn, undefined);
    assert.equal((await route.requests[0].closed).by, 'client');
    assert.equal(route.requests.length, 1);
  });

  test('an endless line of comments is none', TIMEOUT, async () => {
    const route = world.server.route('/limit-comment', [answers.stream(`:${'x'.repeat(10_000)}`, '\ndata: a\n\n')]);
    const log = await world.run('window', lifetime, route.url, { maxEventBytes: 16, retry: SHORT });
    assert.deepEqual(types(log).slice(0, 2), ['open 1', 'message 1']);
  });
});

describe('what is wrong', () => {
  test('is told by the constructor where it can be', TIMEOUT, async () => {
    const wrong = [
      { headers: { 'no name': 'x' } },
      { headers: [['only a name']] },
      { retry: { delay: -1 } },
      { retry: { delay: 'soon' } },
      { retry: { jitter: 2 } },
      { retry: { attempts: 0 } },
      { retry: { resend: 'sometimes' } },
      { maxEventBytes: 0 },
      { lastEventId: 'a\nb' },
    ];
    const route = world.server.route('/wrong', answers.open());
    const thrown = await world.run(
      'window',
      ({ EventSource, thrownBy }, url, wrong) => wrong.map((init) => thrownBy(() => new EventSource(url, init))),
      route.url,
      wrong,
    );
    for (const [index, init] of wrong.entries()) {
      assert.equal(thrown[index]?.isTypeError, true, JSON.stringify(init));
    }
    assert.equal(route.requests.length, 0);
  });

  for (const [name, init] of Object.entries({
    'a GET with a body': { body: 'x' },
    'a method that no request may have': { method: 'CONNECT' },
    'a method that is no token': { method: 'NO METHOD' },
  })) {
    test(`${name}: told by an error event, and not tried again`, TIMEOUT, async () => {
      const route = world.server.route('/wrong-request', answers.open());
      const log = await world.run('window', lifetime, route.url, { ...init, retry: SHORT });
      assert.deepEqual(types(log), ['error 2']);
      assert.equal(log[0].error.code, 'request');
      assert.equal(route.requests.length, 0);
    });
  }
});
