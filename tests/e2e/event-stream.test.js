// eventStream: an event stream to be iterated over, read only as fast as it is consumed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HEADERS_ENCODED_TWICE, READS_AHEAD, skipFor } from '../support/engines.js';
import { answers, TIMEOUT, useBrowser } from '../support/harness.js';
import { eventually, sleep, within } from '../support/page/wait.js';
import { forScopes } from '../support/scopes.js';

const world = useBrowser();

const MEGABYTE = 2 ** 20;

/** Fails unless the client lets go of the connection, and soon: it was told to. */
async function abortedByClient(route, number = 1) {
  const request = await route.request(number);
  const end = await within(request.closed, 'the client to abort the request');
  assert.equal(end.by, 'client');
}

/** Runs anywhere: all that the stream gives, and some time for it to do what it should not. */
async function collect({ eventStream, drain, sleep }, url, init, ms = 300) {
  const outcome = await drain(eventStream(url, init));
  await sleep(ms);
  return outcome;
}

const lastEventId = (request) => request.headerBytes('Last-Event-ID')?.toString();

/** A route whose stream never ends, as long as somebody reads it. */
function endless(path) {
  const event = `data: ${'x'.repeat(64 * 1024)}\n\n`;
  const route = world.server.route(path, async (_, connection) => {
    await connection.stream();
    // Far more than all the buffers on the way hold.
    while (route.written < 64 * MEGABYTE && (await connection.write(event))) route.written += event.length;
    await connection.hang();
  });
  route.written = 0;
  /** The bytes written so far, once no more have been for a while. */
  route.stalled = async () => {
    for (let before = -1; before !== route.written; ) {
      before = route.written;
      await sleep(700);
    }
    return route.written;
  };
  return route;
}

forScopes(world, (run, { inBrowser }) => {
  test('events come with type, data and id, up to the end of the stream', TIMEOUT, async () => {
    const route = world.server.route(
      '/stream',
      answers.stream('retry: 10\nid: é\nevent: tick\ndata: a\n\n', ':\n\ndata: b\ndata: c\n\nid: 2\n\n', 'data: d\n\n'),
    );
    const { events, error } = await run(collect, route.url);
    assert.deepEqual(events, [
      { type: 'tick', data: 'a', lastEventId: 'é' },
      { type: 'message', data: 'b\nc', lastEventId: 'é' },
      { type: 'message', data: 'd', lastEventId: '2' },
    ]);
    assert.equal(error, null);
    assert.equal(route.requests.length, 1);
  });

  test('a POST with headers', TIMEOUT, async () => {
    const route = world.server.route('/stream-post', answers.stream('data: a\n\n'));
    const init = { method: 'POST', headers: { 'X-A': 'b' }, body: '{"prompt":"é"}' };
    const { data, error } = await run(collect, route.url, init);
    assert.deepEqual([data, error], [['a'], null]);
    const [request] = route.requests;
    assert.deepEqual([request.method, request.header('X-A')], ['POST', 'b']);
    assert.equal(request.header('Accept'), 'text/event-stream');
    assert.equal(request.body.toString(), '{"prompt":"é"}');
  });

  test('a slow consumer slows the server down', { ...TIMEOUT, skip: inBrowser && skipFor(READS_AHEAD) }, async () => {
    const route = endless('/slow');
    const take = async ({ eventStream }, url, count) => {
      globalThis.slow ??= eventStream(url)[Symbol.asyncIterator]();
      for (let taken = 0; taken < count; taken++) await globalThis.slow.next();
    };
    await run(take, route.url, 1);
    const blocked = await route.stalled();
    assert.ok(blocked < 32 * MEGABYTE, `${blocked} bytes were written for one event taken`);

    // All that was underway; for the rest the server has to go on.
    await run(take, route.url, Math.ceil(blocked / (64 * 1024)) + 1);
    assert.ok(route.written > blocked, 'the server goes on');

    await run(async () => {
      await globalThis.slow.return();
      delete globalThis.slow;
    });
    await abortedByClient(route);
  });

  for (const [how, leave] of Object.entries({
    break: async ({ eventStream }, url) => {
      for await (const { data } of eventStream(url)) if (data === 'b') break;
    },
    return: async ({ eventStream }, url) => {
      for await (const { data } of eventStream(url)) if (data === 'b') return;
    },
    'an exception in the loop': async ({ eventStream }, url) => {
      try {
        for await (const { data } of eventStream(url)) if (data === 'b') throw new Error('in the loop');
      } catch (error) {
        if (error.message !== 'in the loop') throw error;
      }
    },
    'the iterator’s return(), while next() waits': async ({ eventStream }, url) => {
      const iterator = eventStream(url)[Symbol.asyncIterator]();
      for (let count = 0; count < 3; count++) await iterator.next();
      const waiting = iterator.next();
      const returned = await iterator.return();
      for (const { done } of [returned, await waiting, await iterator.next()]) {
        if (!done) throw new Error('it is not over');
      }
    },
    'return() before the first next()': async ({ eventStream }, url) => {
      const stream = eventStream(url);
      await stream.response;
      await stream[Symbol.asyncIterator]().return();
    },
    'the signal': async ({ eventStream, drain }, url) => {
      const controller = new AbortController();
      await drain(eventStream(url, { signal: controller.signal }), ({ data }) => data === 'b' && controller.abort());
    },
  })) {
    test(`${how} aborts the request at once`, TIMEOUT, async () => {
      const route = world.server.route('/left', answers.open('retry: 10\ndata: a\n\n', 'data: b\n\ndata: c\n\n'));
      await run(leave, route.url);
      await abortedByClient(route);
      assert.equal(route.requests.length, 1);
    });
  }

  test('an aborted signal rejects, like fetch, with its reason as the cause', TIMEOUT, async () => {
    const route = world.server.route('/abort', answers.open('data: a\n\n'));
    const outcome = await run(async ({ eventStream, EventSourceError }, url) => {
      const controller = new AbortController();
      const reason = { why: 'enough' };
      const stream = eventStream(url, { signal: controller.signal });
      try {
        for await (const _ of stream) setTimeout(() => controller.abort(reason), 50);
      } catch (error) {
        const { code, name, cause } = error;
        return { code, name, isError: error instanceof EventSourceError, same: cause === reason };
      }
    }, route.url);
    assert.deepEqual(outcome, { code: 'aborted', name: 'AbortError', isError: true, same: true });
    await abortedByClient(route);
  });

  test('a signal that was aborted before: it rejects, and nothing is sent', TIMEOUT, async () => {
    const route = world.server.route('/pre-aborted', answers.open('data: a\n\n'));
    const outcome = await run(async ({ eventStream, drain, plainError, sleep }, url) => {
      const stream = eventStream(url, { signal: AbortSignal.abort(new Error('too late')) });
      const { events, error } = await drain(stream);
      const response = await stream.response.catch(plainError);
      await sleep(300);
      return { events, error, response };
    }, route.url);
    assert.deepEqual(outcome.events, []);
    for (const { code, name, cause, attempt } of [outcome.error, outcome.response]) {
      assert.deepEqual([code, name, cause, attempt], ['aborted', 'AbortError', 'too late', 0]);
    }
    assert.equal(route.requests.length, 0);
  });

  test('a refused response rejects, and so does `response`', TIMEOUT, async () => {
    const route = world.server.route('/refused', (_, connection) =>
      connection.respond(401, { 'Content-Type': 'text/plain', 'X-Why': 'token' }, 'no such token'),
    );
    const outcome = await run(async ({ eventStream, drain, plainError }, url) => {
      const stream = eventStream(url);
      const response = await stream.response.catch(plainError);
      return { response, error: (await drain(stream)).error };
    }, route.url);
    for (const error of [outcome.response, outcome.error]) {
      assert.deepEqual([error.code, error.status, error.body, error.attempt], ['status', 401, 'no such token', 1]);
      assert.equal(new Map(error.headers).get('x-why'), 'token');
    }
    assert.equal(route.requests.length, 1);
  });

  test('with `retry` it resumes with the last event id', TIMEOUT, async () => {
    const route = world.server.route('/resumes', [
      answers.stream('retry: 10\nid: 1\ndata: a\n\n'),
      async (_, connection) => {
        await connection.stream();
        await connection.write('data: b\n\nid: 2\ndata: c\n\nid: 3\ndata: unfin');
        await connection.pause(50);
        await connection.reset();
      },
    ]);
    const { data, error } = await run(collect, route.url, { retry: {}, lastEventId: '0' });
    assert.deepEqual(data, ['a', 'b', 'c']);
    assert.deepEqual([error.code, error.status, error.attempt], ['status', 204, 3]);
    assert.deepEqual(route.requests.map(lastEventId), ['0', '1', '2']);
  });

  const options = { ...TIMEOUT, skip: inBrowser && skipFor(HEADERS_ENCODED_TWICE) };
  test('a last event id beyond ASCII is sent as UTF-8', options, async () => {
    const route = world.server.route('/beyond-ascii', [answers.stream('data: a\n\n')]);
    await run(collect, route.url, { lastEventId: 'é€日😀' });
    assert.deepEqual(route.requests[0].headerBytes('Last-Event-ID'), Buffer.from('é€日😀'));
  });
});

describe('aborting', () => {
  const run = (...args) => world.run('window', ...args);

  test('before the response head', TIMEOUT, async () => {
    const route = world.server.route('/no-head', (_, connection) => connection.hang());
    const running = run(async ({ eventStream, drain, plainError }, url) => {
      const stream = eventStream(url, { method: 'POST', body: 'x', signal: AbortSignal.timeout(400) });
      const { error } = await drain(stream);
      return [error, await stream.response.catch(plainError)].map(({ code }) => code);
    }, route.url);
    await abortedByClient(route);
    assert.deepEqual(await running, ['aborted', 'aborted']);
  });

  test('what has come and was not taken does not come any more', TIMEOUT, async () => {
    const route = world.server.route('/queued', answers.open('data: a\n\ndata: b\n\ndata: c\n\n'));
    const { data, error } = await run(({ eventStream, drain }, url) => {
      const controller = new AbortController();
      return drain(eventStream(url, { signal: controller.signal }), () => controller.abort());
    }, route.url);
    assert.deepEqual(data, ['a']);
    assert.equal(error.code, 'aborted');
  });

  test('during the wait for a retry: no further request', TIMEOUT, async () => {
    const route = world.server.route('/in-wait', answers.reset);
    const { error } = await run(async ({ eventStream, drain, sleep }, url) => {
      const outcome = await drain(eventStream(url, { signal: AbortSignal.timeout(400), retry: { delay: 700 } }));
      await sleep(900);
      return outcome;
    }, route.url);
    assert.equal(error.code, 'aborted');
    assert.equal(route.requests.length, 1);
  });

  test('after the end it changes nothing', TIMEOUT, async () => {
    const route = world.server.route('/over', answers.stream('data: a\n\n'));
    const outcomes = await run(async ({ eventStream, drain }, url) => {
      const controller = new AbortController();
      const stream = eventStream(url, { signal: controller.signal });
      const first = await drain(stream);
      controller.abort();
      return [first, await drain(stream)].map(({ data, error }) => ({ data, error }));
    }, route.url);
    assert.deepEqual(outcomes, [
      { data: ['a'], error: null },
      { data: [], error: null },
    ]);
  });

  test('while the consumer is busy and the server blocked', TIMEOUT, async () => {
    const route = endless('/blocked');
    const running = run(async ({ eventStream, drain, sleep }, url) => {
      const stream = eventStream(url, { signal: AbortSignal.timeout(1500) });
      return (await drain(stream, () => sleep(2500))).error.code;
    }, route.url);
    await abortedByClient(route);
    assert.equal(await running, 'aborted');
  });

  test('an error is thrown once; then it is over', TIMEOUT, async () => {
    const route = world.server.route('/once', answers.reset);
    const outcome = await run(async ({ eventStream }, url) => {
      const iterator = eventStream(url)[Symbol.asyncIterator]();
      const settled = await Promise.allSettled([iterator.next(), iterator.next()]);
      return settled.map(({ status, value }) => [status, value?.done]);
    }, route.url);
    assert.deepEqual(
      outcome.map(([status]) => status),
      ['rejected', 'fulfilled'],
    );
    assert.equal(outcome[1][1], true);
  });
});

describe('until', () => {
  const run = (...args) => world.run('window', ...args);

  test('a string: the event with this data ends it, and is not given', TIMEOUT, async () => {
    const route = world.server.route('/until', answers.open('data: a\n\n', 'data: b\n\ndata: [DONE]\n\ndata: c\n\n'));
    const { data, error } = await run(collect, route.url, { until: '[DONE]' });
    assert.deepEqual([data, error], [['a', 'b'], null]);
    await abortedByClient(route);
    assert.equal(route.requests.length, 1);
  });

  test('a predicate', TIMEOUT, async () => {
    const route = world.server.route('/until-true', answers.open('data: 1\n\ndata: 2\n\nevent: stop\ndata: 3\n\n'));
    const { data, error } = await run(
      ({ eventStream, drain }, url) => drain(eventStream(url, { until: ({ type }) => type === 'stop' })),
      route.url,
    );
    assert.deepEqual([data, error], [['1', '2'], null]);
    await abortedByClient(route);
  });

  test('is not asked again, though `retry` is given', TIMEOUT, async () => {
    const route = world.server.route('/until-retry', answers.stream('retry: 10\ndata: a\n\ndata: [DONE]\n\n'));
    const { data, error } = await run(collect, route.url, { until: '[DONE]', retry: {} });
    assert.deepEqual([data, error], [['a'], null]);
    assert.equal(route.requests.length, 1);
  });

  test('what does not come does not end it', TIMEOUT, async () => {
    const route = world.server.route('/until-not', answers.stream('data: [DONE]?\n\ndata:  [DONE]\n\n'));
    const { data, error } = await run(collect, route.url, { until: '[DONE]' });
    assert.deepEqual([data, error], [['[DONE]?', ' [DONE]'], null]);
  });

  test('a predicate that throws: the iteration throws the same, and the request is aborted', TIMEOUT, async () => {
    const route = world.server.route('/until-throws', answers.open('data: a\n\n', 'data: b\n\n'));
    const outcome = await run(async ({ eventStream }, url) => {
      const thrown = new Error('in the predicate');
      const until = ({ data }) => {
        if (data === 'b') throw thrown;
      };
      try {
        for await (const _ of eventStream(url, { until }));
      } catch (error) {
        return error === thrown;
      }
    }, route.url);
    assert.equal(outcome, true);
    await abortedByClient(route);
  });

  test('a predicate that throws: what came before it, in the same chunk, is given', TIMEOUT, async () => {
    const route = world.server.route('/until-throws-late', answers.open('data: a\n\ndata: b\n\ndata: c\n\n'));
    const { data, error } = await run(({ eventStream, drain }, url) => {
      const until = ({ data }) => {
        if (data === 'c') throw new Error('in the predicate');
      };
      return drain(eventStream(url, { until }));
    }, route.url);
    assert.deepEqual([data, error.message], [['a', 'b'], 'in the predicate']);
  });
});

describe('event.json()', () => {
  const run = (...args) => world.run('window', ...args);

  test('gives the parsed data', TIMEOUT, async () => {
    const route = world.server.route('/json', answers.stream('data: {"a": [1,\ndata: "é"]}\n\ndata: null\n\n'));
    const values = await run(async ({ eventStream }, url) => {
      const values = [];
      for await (const event of eventStream(url)) values.push(event.json());
      return values;
    }, route.url);
    assert.deepEqual(values, [{ a: [1, 'é'] }, null]);
  });

  test('or a SyntaxError that names the event', TIMEOUT, async () => {
    const route = world.server.route(
      '/no-json',
      answers.open(`event: delta\nid: 7\ndata: {"a":${' '.repeat(500)}\n\n`),
    );
    const error = await run(async ({ eventStream }, url) => {
      try {
        for await (const event of eventStream(url)) event.json();
      } catch (error) {
        return { name: error.name, message: error.message, cause: error.cause?.name };
      }
    }, route.url);
    assert.deepEqual([error.name, error.cause], ['SyntaxError', 'SyntaxError']);
    assert.match(error.message, /delta/);
    assert.match(error.message, /"7"/);
    assert.match(error.message, /\{"a":/);
    assert.ok(error.message.length < 250, 'the message has not all of the data');
    await abortedByClient(route);
  });
});

describe('response', () => {
  const run = (...args) => world.run('window', ...args);

  test('gives status and headers before the first event', TIMEOUT, async () => {
    let goOn;
    const seen = new Promise((resolve) => {
      goOn = resolve;
    });
    const route = world.server.route('/head-first', async (_, connection) => {
      await connection.stream({ 'X-Request-Id': 'r-1' });
      // Firefox says nothing of the head before it has a byte of the body.
      await connection.write(':\n\n');
      await seen;
      await connection.write('data: a\n\n');
      await connection.end();
    });
    const head = await run(async ({ eventStream, within }, url) => {
      globalThis.stream = eventStream(url);
      const response = await within(globalThis.stream.response, 'the response');
      const { status, url: from, headers } = response;
      return { isResponse: response instanceof Response, status, from, id: headers.get('X-Request-Id') };
    }, route.url);
    assert.deepEqual(head, { isResponse: true, status: 200, from: route.url, id: 'r-1' });
    goOn();
    const { data, error } = await run(({ drain }) => drain(globalThis.stream));
    assert.deepEqual([data, error], [['a'], null]);
  });

  test('is the first one, where there are several', TIMEOUT, async () => {
    const answer = (number) => async (_, connection) => {
      await connection.stream({ 'X-Number': String(number) });
      await connection.write('retry: 10\ndata: a\n\n');
      await connection.end();
    };
    const route = world.server.route('/several', [answers.reset, answer(2), answer(3)]);
    const number = await run(async ({ eventStream, drain }, url) => {
      const stream = eventStream(url, { retry: { delay: 10 } });
      await drain(stream);
      return (await stream.response).headers.get('X-Number');
    }, route.url);
    assert.equal(number, '2');
    assert.equal(route.requests.length, 4);
  });

  test('rejects when the stream is left before it came', TIMEOUT, async () => {
    const route = world.server.route('/left-early', (_, connection) => connection.hang());
    const running = run(async ({ eventStream, plainError, sleep }, url) => {
      const stream = eventStream(url);
      await sleep(300);
      await stream[Symbol.asyncIterator]().return();
      return stream.response.catch(plainError);
    }, route.url);
    await abortedByClient(route);
    assert.equal((await running).code, 'aborted');
  });

  test('nobody has to look at it: a rejection is not left unhandled', TIMEOUT, async () => {
    const route = world.server.route('/unlooked', answers.reset);
    // The harness fails a test for what nobody caught.
    await run(async ({ eventStream, sleep }, url) => {
      eventStream(url);
      await sleep(500);
    }, route.url);
    assert.equal(route.requests.length, 1);
  });
});

describe('lastEventId', () => {
  test('is that of the event that was taken last', TIMEOUT, async () => {
    const route = world.server.route('/ids', answers.stream('id: 1\ndata: a\n\nid: 2\ndata: b\n\n', 'data: c\n\n'));
    const ids = await world.run(
      'window',
      async ({ eventStream, drain }, url) => {
        const stream = eventStream(url, { lastEventId: '0' });
        const ids = [stream.lastEventId];
        await drain(stream, () => ids.push(stream.lastEventId));
        return ids;
      },
      route.url,
    );
    assert.deepEqual(ids, ['0', '1', '2', '2']);
  });
});

describe('what fails', () => {
  const run = (...args) => world.run('window', collect, ...args);

  for (const [code, handler] of Object.entries({
    'content-type': (_, connection) => connection.respond(200, { 'Content-Type': 'application/json' }, '{"a":1}'),
    status: (_, connection) => connection.respond(503, { 'Content-Type': 'text/event-stream' }, '{"a":1}'),
    network: answers.reset,
  })) {
    test(`${code}: is not asked again by default`, TIMEOUT, async () => {
      const route = world.server.route('/fails', handler);
      const { data, error } = await run(route.url, {}, 700);
      assert.deepEqual(data, []);
      assert.deepEqual([error.code, error.attempt, error.retryIn], [code, 1, undefined]);
      assert.equal(error.body, code === 'network' ? undefined : '{"a":1}');
      assert.equal(route.requests.length, 1);
    });
  }

  // In Node, fetch takes what `Connection: close` cuts off for whole.
  test('a stream that breaks off rejects, behind the events before', TIMEOUT, async () => {
    const route = world.server.route('/broken', async (_, connection) => {
      await connection.stream();
      await connection.write('retry: 10\ndata: a\n\ndata: b\n\ndata: unfin');
      await connection.pause(50);
      await connection.reset();
    });
    const { data, error } = await run(route.url);
    assert.deepEqual(data, ['a', 'b']);
    assert.deepEqual([error.isError, error.name, error.code], [true, 'EventSourceError', 'network']);
    assert.equal(error.retryIn, undefined);
    assert.equal(route.requests.length, 1);
  });

  test('an event that is too large, behind those before it', TIMEOUT, async () => {
    const route = world.server.route(
      '/too-large',
      answers.open('data: a\n\ndata: b\n\ndata: 0123456789', '0123456789'),
    );
    const { data, error } = await run(route.url, { maxEventBytes: 16, retry: {} });
    assert.deepEqual([data, error.code], [['a', 'b'], 'limit']);
    await abortedByClient(route);
  });

  test('options that mean nothing throw at once', TIMEOUT, async () => {
    const thrown = await world.run('window', ({ eventStream, thrownBy }) => [
      thrownBy(() => eventStream('https://[')),
      thrownBy(() => eventStream('/x', { retry: { attempts: 0 } })),
      thrownBy(() => eventStream('/x', { headers: { 'no name': 'x' } })),
    ]);
    assert.deepEqual(
      thrown.map(({ name }) => name),
      ['SyntaxError', 'TypeError', 'TypeError'],
    );
  });
});

describe('with `retry`', () => {
  const run = (...args) => world.run('window', collect, ...args);

  test('429, 502, 503 and 504 are asked again, and no other status', TIMEOUT, async () => {
    const refusals = [429, 502, 503, 504, 500].map((status) => (_, connection) => connection.respond(status));
    const route = world.server.route('/later', refusals);
    const { error } = await run(route.url, { retry: { delay: 10, factor: 1 } });
    assert.deepEqual([error.code, error.status, error.attempt], ['status', 500, 5]);
    assert.equal(route.requests.length, 5);
  });

  test('`statuses` replaces them', TIMEOUT, async () => {
    const route = world.server.route(
      '/statuses',
      [500, 503].map((status) => (_, connection) => connection.respond(status)),
    );
    const { error } = await run(route.url, { retry: { delay: 10, statuses: [500] } });
    assert.deepEqual([error.status, error.attempt], [503, 2]);
  });

  test('Retry-After in seconds is waited for', TIMEOUT, async () => {
    const route = world.server.route('/retry-after', [
      (_, connection) => connection.respond(503, { 'Retry-After': '1' }),
      answers.stream('data: a\n\n'),
    ]);
    const { data } = await run(route.url, { retry: { delay: 10 } });
    assert.deepEqual(data, ['a']);
    const [first, second] = route.requests;
    assert.ok(second.arrived - first.arrived >= 990, `waited ${second.arrived - first.arrived} ms`);
  });

  test('Retry-After as a date is waited for', TIMEOUT, async () => {
    // A date has whole seconds.
    const date = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3000);
    let asked;
    const route = world.server.route('/retry-date', [
      (_, connection) => connection.respond(503, { 'Retry-After': date.toUTCString() }),
      (...args) => {
        asked = Date.now();
        return answers.stream('data: a\n\n')(...args);
      },
    ]);
    const { data } = await run(route.url, { retry: { delay: 10 } });
    assert.deepEqual(data, ['a']);
    assert.ok(asked >= date.getTime() - 10, `asked ${date.getTime() - asked} ms too early`);
  });

  test('a wait of Retry-After is never shorter than the policy’s own', TIMEOUT, async () => {
    const route = world.server.route('/retry-after-0', [
      (_, connection) => connection.respond(503, { 'Retry-After': '0' }),
    ]);
    await run(route.url, { retry: { delay: 600 } });
    const [first, second] = route.requests;
    assert.ok(second.arrived - first.arrived >= 590, `waited ${second.arrived - first.arrived} ms`);
  });

  test('`attempts` are the requests in a row without an event', TIMEOUT, async () => {
    const route = world.server.route('/attempts', [
      answers.reset,
      answers.stream('data: a\n\n'),
      ...[answers.reset, answers.reset, answers.reset, answers.stream('data: never\n\n')],
    ]);
    const { data, error } = await run(route.url, { retry: { delay: 10, attempts: 3 } });
    assert.deepEqual(data, ['a']);
    // The second gave an event; the three after it did not.
    assert.deepEqual([error.code, error.attempt, error.retryIn], ['network', 5, undefined]);
  });

  test('a POST is sent once all the same', TIMEOUT, async () => {
    const route = world.server.route('/post-once', answers.reset);
    const { error } = await run(route.url, { method: 'POST', body: 'x', retry: { delay: 10 } });
    assert.deepEqual([error.code, error.attempt], ['network', 1]);
    assert.equal(route.requests.length, 1);
  });
});

test('two streams side by side are read each at its own pace', TIMEOUT, async () => {
  const slow = endless('/pace-slow');
  const fast = world.server.route('/pace-fast', answers.stream(...Array(50).fill('data: a\n\n')));
  const { count } = await world.run(
    'window',
    async ({ eventStream, drain }, slowUrl, fastUrl) => {
      const iterator = eventStream(slowUrl)[Symbol.asyncIterator]();
      await iterator.next();
      const { data } = await drain(eventStream(fastUrl));
      await iterator.return();
      return { count: data.length };
    },
    slow.url,
    fast.url,
  );
  assert.equal(count, 50);
  await abortedByClient(slow);
  await eventually(() => fast.requests.length === 1, 'one request');
});

test('events may be asked for ahead: each request is answered in its turn, up to the end', TIMEOUT, async () => {
  const route = world.server.route('/ahead', answers.stream('data: a\n\n', 'data: b\n\ndata: c\n\n'));
  const results = await world.run(
    'window',
    async ({ eventStream }, url) => {
      const iterator = eventStream(url)[Symbol.asyncIterator]();
      const results = await Promise.all(Array.from({ length: 5 }, () => iterator.next()));
      return results.map(({ done, value }) => [done, value?.data ?? null]);
    },
    route.url,
  );
  assert.deepEqual(results, [
    [false, 'a'],
    [false, 'b'],
    [false, 'c'],
    [true, null],
    [true, null],
  ]);
});

test('an error answers the first request ahead, and the others are done', TIMEOUT, async () => {
  const route = world.server.route('/ahead-refused', (_, connection) => connection.respond(404));
  const results = await world.run(
    'window',
    async ({ eventStream }, url) => {
      const iterator = eventStream(url)[Symbol.asyncIterator]();
      const results = await Promise.allSettled([iterator.next(), iterator.next(), iterator.next()]);
      return results.map(({ reason, value }) => reason?.code ?? value.done);
    },
    route.url,
  );
  assert.deepEqual(results, ['status', true, true]);
});
