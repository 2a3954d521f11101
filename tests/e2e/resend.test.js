// When a request that is neither GET nor HEAD is sent again, and what it is made of then.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answers, TIMEOUT, useBrowser } from '../support/harness.js';
import { forScopes, runInNode } from '../support/scopes.js';

const world = useBrowser();

const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);
const SHORT = { delay: 10, factor: 1, jitter: 0 };

/** Runs anywhere: the log of a source, some time after it has closed. */
async function lifetime({ EventSource, watch, eventually, sleep }, url, init) {
  const source = new EventSource(url, { method: 'POST', body: 'x', ...init });
  const { log } = watch(source);
  await eventually(() => source.readyState === 2, 'the source to close');
  await sleep(300);
  return log;
}
const run = (url, init) => world.run('window', lifetime, url, init);

const brokenOff = (text) => async (_, connection) => {
  await connection.stream();
  await connection.write(text);
  await connection.pause(50);
  await connection.reset();
};

/** How the first request is answered, and which of the settings send it again. */
const SITUATIONS = {
  'no response head': [answers.reset, ['unanswered', 'always']],
  'a response head that breaks off': [
    async (_, connection) => {
      await connection.raw('HTTP/1.1 200 OK\r\nContent-Type: text/ev');
      await connection.reset();
    },
    ['unanswered', 'always'],
  ],
  'a status of `statuses`': [(_, connection) => connection.respond(503), ['always']],
  'another status': [(_, connection) => connection.respond(500), []],
  'a break without an id': [brokenOff('data: a\n\n'), ['always']],
  'a break behind an id': [brokenOff('id: 7\ndata: a\n\n'), ['resume', 'always']],
  'a break in the event that has the id': [brokenOff('data: a\n\nid: 7\ndata: b\n'), ['always']],
  'a break behind an id that was taken back': [brokenOff('id: 7\ndata: a\n\nid\n\n'), ['always']],
  'an end without an id': [answers.stream('data: a\n\n'), ['always']],
  'an end behind an id': [answers.stream('id: 7\ndata: a\n\n'), ['resume', 'always']],
};

for (const [situation, [handler, resenders]] of Object.entries(SITUATIONS)) {
  describe(situation, () => {
    for (const resend of [undefined, 'never', 'unanswered', 'resume', 'always']) {
      const again = resenders.includes(resend);
      test(`resend ${resend ?? 'not given'}: ${again ? 'sent again' : 'sent once'}`, TIMEOUT, async () => {
        const route = world.server.route('/situation', [handler]);
        const retry = { ...SHORT, statuses: [503], ...(resend && { resend }) };
        const log = await run(route.url, { retry });
        assert.deepEqual(
          route.requests.map(({ method, body }) => `${method} ${body}`),
          again ? ['POST x', 'POST x'] : ['POST x'],
        );
        // The second request gets a 204.
        const retries = log.filter(({ type, readyState }) => type === 'error' && readyState === 0);
        assert.equal(retries.length, again ? 1 : 0);
      });
    }
  });
}

test('resend: `resume` with a lastEventId that was given', TIMEOUT, async () => {
  const route = world.server.route('/given-id', [answers.reset]);
  await run(route.url, { lastEventId: '41', retry: { ...SHORT, resend: 'resume' } });
  assert.deepEqual(
    route.requests.map((request) => request.header('Last-Event-ID')),
    ['41', '41'],
  );
});

test('`attempts` bounds what is sent again', TIMEOUT, async () => {
  const route = world.server.route('/bounded', answers.reset);
  const log = await run(route.url, { retry: { ...SHORT, attempts: 3, resend: 'always' } });
  assert.deepEqual(types(log), ['error 0', 'error 0', 'error 2']);
  assert.equal(route.requests.length, 3);
});

describe('functions are called for each attempt', () => {
  for (const kind of ['sync', 'async']) {
    test(`headers, body and request, ${kind}`, TIMEOUT, async () => {
      const route = world.server.route('/functions', [
        answers.reset,
        brokenOff('retry: 10\nid: é\ndata: a\n\n'),
        answers.stream('data: b\n\n'),
      ]);
      const calls = await world.run(
        'window',
        async ({ EventSource, watch, sleep }, url, kind) => {
          const calls = [];
          const signals = [];
          const make = (what, value) => {
            const sync = (attempt) => {
              const { number, lastEventId, signal } = attempt;
              calls.push({ what, number, lastEventId, aborted: signal.aborted });
              signals.push(signal);
              return value(attempt);
            };
            return kind === 'sync' ? sync : async (attempt) => sleep(20).then(() => sync(attempt));
          };
          const source = new EventSource(url, {
            method: 'POST',
            headers: make('headers', ({ number }) => ({ Authorization: `Bearer ${number}` })),
            body: make('body', ({ number }) => `body ${number}`),
            request: make('request', ({ number }) => (number === 3 ? { body: 'instead' } : {})),
            retry: { delay: 10, jitter: 0, resend: 'always' },
          });
          const { failed } = watch(source);
          await failed();
          return { calls, aborted: signals.map(({ aborted }) => aborted) };
        },
        route.url,
        kind,
      );
      const attempts = [
        { number: 1, lastEventId: '', aborted: false },
        { number: 2, lastEventId: '', aborted: false },
        { number: 3, lastEventId: 'é', aborted: false },
        { number: 4, lastEventId: 'é', aborted: false },
      ];
      const expected = attempts.flatMap((attempt) =>
        ['headers', 'body', 'request'].map((what) => ({ what, ...attempt })),
      );
      assert.deepEqual(calls.calls, expected);
      // Each attempt's signal was aborted when the attempt was over.
      assert.deepEqual(calls.aborted, Array(12).fill(true));
      assert.deepEqual(
        route.requests.map((request) => `${request.header('Authorization')}, ${request.body}`),
        ['Bearer 1, body 1', 'Bearer 2, body 2', 'Bearer 3, instead', 'Bearer 4, body 4'],
      );
    });
  }

  test('a retry becomes GET /resume?after=…', TIMEOUT, async () => {
    const route = world.server.route('/ask', brokenOff('retry: 10\nid: 7\ndata: a\n\n'));
    const resumed = world.server.route('/resume', [brokenOff('id: 8\ndata: b\n\n'), answers.stream('data: c\n\n')]);
    const log = await world.run(
      'window',
      async ({ EventSource, watch }, url) => {
        const source = new EventSource(url, {
          method: 'POST',
          headers: { Authorization: 'Bearer a' },
          body: '{"prompt":"x"}',
          request: ({ number, lastEventId }) =>
            number === 1 ? {} : { url: `/resume?after=${lastEventId}`, method: 'GET', body: null },
          retry: { delay: 10, factor: 1, jitter: 0, resend: 'resume' },
        });
        return watch(source).failed();
      },
      route.url,
    );
    const data = log.filter((one) => 'data' in one).map((one) => one.data);
    assert.deepEqual(data, ['a', 'b', 'c']);
    assert.equal(route.requests.length, 1);
    assert.deepEqual(
      resumed.requests.map(({ method, target, body }) => `${method} ${target} ${body}`),
      ['GET /resume?after=7 ', 'GET /resume?after=8 ', 'GET /resume?after=8 '],
    );
    for (const request of resumed.requests) assert.equal(request.header('Authorization'), 'Bearer a');
  });

  test('without `resend` the function is not called again for a POST', TIMEOUT, async () => {
    const route = world.server.route('/not-called', answers.reset);
    const calls = await world.run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        let calls = 0;
        const body = () => {
          calls += 1;
          return 'x';
        };
        await watch(new EventSource(url, { method: 'POST', body, retry: { delay: 10 } })).failed();
        await sleep(300);
        return calls;
      },
      route.url,
    );
    assert.equal(calls, 1);
    assert.equal(route.requests.length, 1);
  });

  for (const option of ['headers', 'body', 'request']) {
    test(
      `${option} that throws in a later attempt: the error \`request\`, and no further request`,
      TIMEOUT,
      async () => {
        const route = world.server.route('/throws-later', answers.reset);
        const log = await world.run(
          'window',
          async ({ EventSource, watch, sleep }, url, option) => {
            const fail = ({ number }) => {
              if (number === 2) throw new Error('no token any more');
              return option === 'body' ? 'x' : {};
            };
            const retry = { delay: 10, resend: 'always' };
            const { log, failed } = watch(new EventSource(url, { method: 'POST', [option]: fail, retry }));
            await failed();
            await sleep(300);
            return log;
          },
          route.url,
          option,
        );
        assert.deepEqual(types(log), ['error 0', 'error 2']);
        const { code, cause, message, attempt } = log[1].error;
        assert.deepEqual([code, cause, attempt], ['request', 'no token any more', 2]);
        assert.match(message, /no token any more/);
        assert.equal(route.requests.length, 1);
      },
    );
  }

  test('eventStream rejects with the error `request` likewise', TIMEOUT, async () => {
    const route = world.server.route('/throws', answers.open());
    const { error } = await world.run(
      'window',
      ({ eventStream, drain }, url) => {
        const headers = () => {
          throw new Error('no token');
        };
        return drain(eventStream(url, { headers, retry: {} }));
      },
      route.url,
    );
    assert.deepEqual([error.code, error.cause, error.attempt], ['request', 'no token', 1]);
    assert.equal(route.requests.length, 0);
  });
});

/** Runs anywhere: a stream as body. `fetch` reads it up, as browsers send none over HTTP/1.1. */
async function streamed({ EventSource, watch, eventually, sleep }, url, how) {
  const streamOf = (text) => new Blob([text]).stream();
  const once = streamOf('streamed');
  const body = { stream: once, 'function, new ones': ({ number }) => streamOf(`streamed ${number}`), same: () => once }[
    how
  ];
  const source = new EventSource(url, {
    method: 'POST',
    body,
    retry: { delay: 10, factor: 1, jitter: 0, attempts: 3, resend: 'always' },
    fetch: async (input, init) => {
      if (init.duplex !== 'half') throw new Error('a stream is sent half-duplex');
      return fetch(input, { ...init, body: await new Response(init.body).text() });
    },
  });
  const { log } = watch(source);
  await eventually(() => source.readyState === 2, 'the source to close');
  await sleep(200);
  return log;
}

forScopes(world, (run) => {
  test('a ReadableStream is sent once; a retry that needs it again is the error `request`', TIMEOUT, async () => {
    const route = world.server.route('/stream-once', answers.reset);
    const log = await run(streamed, route.url, 'stream');
    assert.deepEqual(
      route.requests.map(({ body }) => body.toString()),
      ['streamed'],
    );
    assert.deepEqual(types(log), ['error 0', 'error 2']);
    assert.deepEqual([log[1].error.code, log[1].error.attempt], ['request', 2]);
    assert.match(log[1].error.message, /ReadableStream.*once/);
  });

  test('a function may make a new one each time', TIMEOUT, async () => {
    const route = world.server.route('/stream-anew', answers.reset);
    await run(streamed, route.url, 'function, new ones');
    assert.deepEqual(
      route.requests.map(({ body }) => body.toString()),
      ['streamed 1', 'streamed 2', 'streamed 3'],
    );
  });
});

test('a function that gives the same ReadableStream again: the error `request` as well', TIMEOUT, async () => {
  const route = world.server.route('/stream-same', answers.reset);
  const log = await world.run('window', streamed, route.url, 'same');
  assert.equal(route.requests.length, 1);
  assert.deepEqual(types(log), ['error 0', 'error 2']);
  assert.equal(log[1].error.code, 'request');
});

test('Node sends a ReadableStream as it comes', TIMEOUT, async () => {
  const route = world.server.route('/stream-node', answers.stream('data: a\n\n'));
  const log = await runInNode(async ({ EventSource, watch, eventually }, url) => {
    const source = new EventSource(url, { method: 'POST', body: new Blob(['streamed']).stream() });
    const { log } = watch(source);
    await eventually(() => source.readyState === 2, 'the source to close');
    return log;
  }, route.url);
  assert.deepEqual(types(log), ['open 1', 'message 1']);
  assert.equal(route.requests[0].body.toString(), 'streamed');
});
