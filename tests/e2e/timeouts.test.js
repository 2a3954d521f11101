// The time-outs: how long a source waits for an answer, and for a sign of life.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_HEAD_WITHOUT_BODY, skipFor } from '../support/engines.js';
import { answers, TIMEOUT, useBrowser } from '../support/harness.js';
import { within } from '../support/page/wait.js';
import { forScopes } from '../support/scopes.js';

const world = useBrowser();

const SHORT = { delay: 10, factor: 1, jitter: 0 };
const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);

/** Runs anywhere: the log of a source, some time after it has closed. */
async function lifetime({ EventSource, watch, eventually, sleep }, url, init) {
  const source = new EventSource(url, init);
  const { log } = watch(source);
  await eventually(() => source.readyState === 2, 'the source to close');
  await sleep(300);
  return log;
}

async function abortedByClient(route, number = 1) {
  const request = await route.request(number);
  const end = await within(request.closed, 'the client to abort the request');
  assert.equal(end.by, 'client');
  return end.at - request.arrived;
}

const noHead = (_, connection) => connection.hang();

forScopes(world, (run) => {
  test('no head within `connect`: aborted, and asked again by the policy', TIMEOUT, async () => {
    const route = world.server.route('/connect', [noHead, answers.stream('data: a\n\n')]);
    const log = await run(lifetime, route.url, { timeout: { connect: 300 }, retry: SHORT });
    assert.deepEqual(types(log), ['error 0', 'open 1', 'message 1', 'error 0', 'error 2']);
    const { code, attempt, retryIn, message } = log[0].error;
    assert.deepEqual([code, attempt, retryIn], ['timeout', 1, 10]);
    assert.match(message, /did not answer within 300 ms/);
    // The limit runs from before the request arrives.
    const took = await abortedByClient(route);
    assert.ok(took >= 150, `aborted after ${took} ms`);
  });

  test('nothing within `idle`: aborted, and resumed by the policy', TIMEOUT, async () => {
    const route = world.server.route('/idle', [answers.open('id: 7\ndata: a\n\n'), answers.stream('data: b\n\n')]);
    const log = await run(lifetime, route.url, { timeout: { idle: 300 }, retry: SHORT });
    assert.deepEqual(types(log).slice(0, 5), ['open 1', 'message 1', 'error 0', 'open 1', 'message 1']);
    const { code, attempt, retryIn, message } = log[2].error;
    assert.deepEqual([code, attempt, retryIn], ['timeout', 1, 10]);
    assert.match(message, /stalled.* 300 ms/);
    const took = await abortedByClient(route);
    assert.ok(took >= 250, `aborted after ${took} ms`);
    assert.equal(route.requests[1].header('Last-Event-ID'), '7');
  });
});

describe('idle', () => {
  for (const [what, text] of Object.entries({
    comments: ':\n\n',
    'a comment in pieces': ':',
    'blank lines': '\n',
    'pieces of an event': 'data: x\n',
  })) {
    test(`${what} are a sign of life`, TIMEOUT, async () => {
      const route = world.server.route('/alive', [
        async (_, connection) => {
          await connection.stream();
          for (let count = 0; count < 8; count++) {
            await connection.write(text);
            await connection.pause(200);
          }
          await connection.write('\n\ndata: last\n\n');
          await connection.end();
        },
      ]);
      const log = await world.run('window', lifetime, route.url, { timeout: { idle: 1000 }, retry: SHORT });
      const codes = log.filter(({ error }) => error).map(({ error }) => error.code);
      assert.deepEqual(codes, ['network', 'status']);
      assert.equal(log.filter((one) => 'data' in one).at(-1).data, 'last');
    });
  }

  test('it runs from the head on', { ...TIMEOUT, skip: skipFor(NO_HEAD_WITHOUT_BODY) }, async () => {
    const route = world.server.route('/silent', [answers.open()]);
    const log = await world.run('window', lifetime, route.url, { timeout: { idle: 200 }, retry: SHORT });
    assert.deepEqual(types(log), ['open 1', 'error 0', 'error 2']);
    assert.equal(log[1].error.code, 'timeout');
    await abortedByClient(route);
  });

  test('it does not run before the head', TIMEOUT, async () => {
    const route = world.server.route('/slow-head', [
      async (_, connection) => {
        await connection.pause(700);
        await answers.stream('data: a\n\n')(_, connection);
      },
    ]);
    const log = await world.run('window', lifetime, route.url, { timeout: { idle: 200 }, retry: SHORT });
    assert.deepEqual(types(log), ['open 1', 'message 1', 'error 0', 'error 2']);
    assert.equal(log[2].error.code, 'network');
  });

  test('a slow consumer is no silent server', TIMEOUT, async () => {
    const route = world.server.route('/slow-consumer', answers.stream('data: a\n\ndata: b\n\n', 'data: c\n\n'));
    const { data, error } = await world.run(
      'window',
      ({ eventStream, drain, sleep }, url) => drain(eventStream(url, { timeout: { idle: 300 } }), () => sleep(500)),
      route.url,
    );
    assert.deepEqual([data, error], [['a', 'b', 'c'], null]);
  });
});

describe('connect', () => {
  test('it does not run behind the head', { ...TIMEOUT, skip: skipFor(NO_HEAD_WITHOUT_BODY) }, async () => {
    const route = world.server.route('/slow-stream', [
      async (_, connection) => {
        await connection.stream();
        await connection.pause(700);
        await connection.write('data: a\n\n');
        await connection.end();
      },
    ]);
    const log = await world.run('window', lifetime, route.url, { timeout: { connect: 300 }, retry: SHORT });
    assert.deepEqual(types(log), ['open 1', 'message 1', 'error 0', 'error 2']);
    assert.equal(log[2].error.code, 'network');
  });

  test('`attempts` counts what timed out', TIMEOUT, async () => {
    const route = world.server.route('/attempts', noHead);
    const init = { timeout: { connect: 150 }, retry: { ...SHORT, attempts: 2 } };
    const log = await world.run('window', lifetime, route.url, init);
    assert.deepEqual(types(log), ['error 0', 'error 2']);
    assert.deepEqual([log[1].error.code, log[1].error.retryIn], ['timeout', undefined]);
    assert.equal(route.requests.length, 2);
    for (const number of [1, 2]) await abortedByClient(route, number);
  });
});

describe('a POST is not sent again, but closes', () => {
  for (const [kind, handler] of Object.entries({ connect: noHead, idle: answers.open('id: 7\ndata: a\n\n') })) {
    test(kind, TIMEOUT, async () => {
      const route = world.server.route(`/post-${kind}`, handler);
      const init = { method: 'POST', body: 'x', timeout: { [kind]: 200 }, retry: SHORT };
      const log = await world.run('window', lifetime, route.url, init);
      assert.deepEqual(types(log), kind === 'idle' ? ['open 1', 'message 1', 'error 2'] : ['error 2']);
      assert.deepEqual([log.at(-1).error.code, log.at(-1).error.retryIn], ['timeout', undefined]);
      await abortedByClient(route);
      assert.equal(route.requests.length, 1);
    });
  }
});

describe('eventStream', () => {
  for (const [kind, handler] of Object.entries({ connect: noHead, idle: answers.open('data: a\n\n') })) {
    test(`${kind}: it rejects with the error timeout`, TIMEOUT, async () => {
      const route = world.server.route(`/stream-${kind}`, handler);
      const { data, error } = await world.run(
        'window',
        ({ eventStream, drain }, url, timeout) => drain(eventStream(url, { timeout })),
        route.url,
        { [kind]: 200 },
      );
      assert.deepEqual([data, error.code], [kind === 'idle' ? ['a'] : [], 'timeout']);
      await abortedByClient(route);
      assert.equal(route.requests.length, 1);
    });
  }
});

test('there are none by default', TIMEOUT, async () => {
  const route = world.server.route('/default', [
    async (_, connection) => {
      await connection.pause(1500);
      await connection.stream();
      await connection.pause(1500);
      await connection.write('data: a\n\n');
      await connection.end();
    },
  ]);
  const log = await world.run('window', lifetime, route.url, { retry: SHORT });
  assert.deepEqual(types(log), ['open 1', 'message 1', 'error 0', 'error 2']);
});

test('a time that is none throws', TIMEOUT, async () => {
  const thrown = await world.run('window', ({ EventSource, thrownBy }) =>
    [{ connect: -1 }, { idle: -1 }, { idle: 'soon' }].map((timeout) =>
      thrownBy(() => new EventSource('/x', { timeout })),
    ),
  );
  for (const error of thrown) assert.equal(error?.isTypeError, true);
});
