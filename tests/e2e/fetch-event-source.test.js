// fetchEventSource: the options and the behaviour of @microsoft/fetch-event-source, but for what costs its users money.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { describe, test } from 'node:test';
import { answers, closedByClient, TIMEOUT, useBrowser } from '../support/harness.js';
import { follow } from '../support/page/callbacks.js';
import { sleep } from '../support/page/wait.js';

const world = useBrowser();

/** Runs in the browser: the whole course of a call. */
async function course({ fetchEventSource, follow, sleep }, url, init, after = 0) {
  const { settled } = follow(fetchEventSource, url, init);
  const log = await settled;
  await sleep(after);
  return log;
}

/** Likewise, with an `onerror` that gives these in turn: `throw` throws. Its last gives for all that come after. */
async function courseWith({ fetchEventSource, follow, sleep }, url, init, gives, after = 0) {
  const left = [...gives];
  const onerror = (error) => {
    const give = left.length > 1 ? left.shift() : left[0];
    if (give === 'throw') throw new Error(`gave up on: ${error.message}`);
    return give === 'nothing' ? undefined : give;
  };
  const { settled } = follow(fetchEventSource, url, { ...init, onerror });
  const log = await settled;
  await sleep(after);
  return log;
}

const POST = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"prompt":"é"}' };

const lastEventId = (request) => request.headerBytes('Last-Event-ID')?.toString();
const ids = (route) => route.requests.map(lastEventId);
const methods = (route) => route.requests.map(({ method }) => method);
const isError = (line) => line.startsWith('error: ');

/** A stream of these pieces that breaks off. */
const broken =
  (...pieces) =>
  async (_, connection) => {
    await connection.stream();
    for (const piece of pieces) await connection.write(piece);
    await connection.reset();
  };

describe('onopen', () => {
  test('is given the response, and awaited before a message comes', TIMEOUT, async () => {
    const route = world.server.route('/onopen', async (_, connection) => {
      await connection.stream({ 'X-Model': 'm' });
      await connection.write('data: a\n\ndata: b\n\n');
      await connection.end();
    });
    const log = await world.run(
      'window',
      async ({ fetchEventSource, follow, sleep }, url) => {
        const { log, settled } = follow(fetchEventSource, url, {
          async onopen(response) {
            log.push(`${response instanceof Response} ${response.headers.get('x-model')} ${response.bodyUsed}`);
            await sleep(300);
            log.push('opened');
          },
        });
        return settled;
      },
      route.url,
    );
    assert.deepEqual(log, ['open 200', 'true m false', 'opened', 'message a', 'message b', 'close', 'resolved']);
  });

  test('may read what a refusal says', TIMEOUT, async () => {
    const route = world.server.route('/onopen-reads', (_, connection) =>
      connection.respond(429, { 'Content-Type': 'application/json' }, '{"error":"too many"}'),
    );
    const log = await world.run(
      'window',
      ({ fetchEventSource, follow }, url) =>
        follow(fetchEventSource, url, {
          async onopen(response) {
            throw new Error((await response.json()).error);
          },
          onerror(error) {
            throw error;
          },
        }).settled,
      route.url,
    );
    assert.deepEqual(log, ['open 429', 'error: too many', 'rejected: too many']);
  });

  test('may throw at once', TIMEOUT, async () => {
    const route = world.server.route('/onopen-throws', answers.open('data: a\n\n'));
    const outcome = await world.run(
      'window',
      ({ fetchEventSource }, url) =>
        fetchEventSource(url, {
          method: 'POST',
          onopen() {
            throw new RangeError('no');
          },
        }).catch((error) => `${error}`),
      route.url,
    );
    assert.equal(outcome, 'RangeError: no');
    await closedByClient(route);
  });

  test('is called for each response', TIMEOUT, async () => {
    const route = world.server.route('/onopen-each', [broken('retry: 10\n\n'), answers.stream('data: b\n\n')]);
    const statuses = await world.run(
      'window',
      async ({ fetchEventSource }, url) => {
        const statuses = [];
        await fetchEventSource(url, { onopen: async ({ status }) => void statuses.push(status) });
        return statuses;
      },
      route.url,
    );
    assert.deepEqual(statuses, [200, 200]);
  });

  for (const type of ['text/event-stream', 'text/event-stream; charset=utf-8']) {
    test(`by default takes ${type}`, TIMEOUT, async () => {
      const route = world.server.route('/default-takes', async (_, connection) => {
        await connection.stream({ 'Content-Type': type });
        await connection.write('data: a\n\n');
        await connection.end();
      });
      assert.deepEqual(await world.run('window', course, route.url), ['message a', 'close', 'resolved']);
    });
  }

  test('by default looks at no status', TIMEOUT, async () => {
    const route = world.server.route('/default-status', (_, connection) =>
      connection.respond(500, { 'Content-Type': 'text/event-stream' }, 'data: a\n\n'),
    );
    assert.deepEqual(await world.run('window', course, route.url), ['message a', 'close', 'resolved']);
  });

  for (const type of ['text/html', undefined]) {
    test(`by default refuses ${type ?? 'what has no content type'}, and closes the connection`, TIMEOUT, async () => {
      const route = world.server.route('/default-refuses', async (_, connection) => {
        await connection.head(200, type ? { 'Content-Type': type } : {});
        await connection.write('data: a\n\n');
        await connection.hang();
      });
      const log = await world.run('window', courseWith, route.url, {}, ['throw']);
      assert.equal(log.length, 2);
      assert.match(log[0], /^error: .*text\/event-stream/);
      assert.match(log[1], /^rejected: gave up on: /);
      await closedByClient(route);
    });
  }

  test('EventStreamContentType is what one compares with', TIMEOUT, async () => {
    const type = await world.run('window', ({ EventStreamContentType }) => EventStreamContentType);
    assert.equal(type, 'text/event-stream');
  });
});

describe('onmessage', () => {
  /** Runs in the browser: all that onmessage is given. */
  async function messages({ fetchEventSource }, url) {
    const messages = [];
    await fetchEventSource(url, { onmessage: (message) => void messages.push(message) });
    return messages;
  }

  const blank = { id: '', event: '', data: '', retry: undefined };
  for (const [name, stream, expected] of [
    ['all fields', 'id: 1\nevent: tick\ndata: a\nretry: 10\n\n', [{ id: '1', event: 'tick', data: 'a', retry: 10 }]],
    ['data only', 'data: a\n\n', [{ ...blank, data: 'a' }]],
    ['an event of type message', 'event: message\ndata: a\n\n', [{ ...blank, event: 'message', data: 'a' }]],
    ['several lines of data', 'data: a\ndata: b\n\n', [{ ...blank, data: 'a\nb' }]],
    ['an id alone', 'id: 1\n\n', [{ ...blank, id: '1' }]],
    ['a type alone', 'event: ping\n\n', [{ ...blank, event: 'ping' }]],
    ['a reconnection time alone', 'retry: 10\n\n', [{ ...blank, retry: 10 }]],
    ['a comment alone', ': keep-alive\n\n', [blank]],
    ['nothing at all', '\n', [blank]],
    [
      'what a block says is not said by the next',
      'id: 1\nevent: a\nretry: 9\n\n\n',
      [{ ...blank, id: '1', event: 'a', retry: 9 }, blank],
    ],
    [
      'the same id again',
      'id: 1\n\nid: 1\n\n',
      [
        { ...blank, id: '1' },
        { ...blank, id: '1' },
      ],
    ],
    ['the last of several types and ids', 'event: a\nid: 1\nevent: b\nid: 2\n\n', [{ ...blank, id: '2', event: 'b' }]],
    ['text of all planes', 'data: é漢😀\n\n', [{ ...blank, data: 'é漢😀' }]],
    [
      'CR and CRLF',
      'data: a\rdata: b\r\rdata: c\r\n\r\n',
      [
        { ...blank, data: 'a\nb' },
        { ...blank, data: 'c' },
      ],
    ],
    ['no block without its blank line', 'data: a\n\ndata: b\n', [{ ...blank, data: 'a' }]],
    ['by the standard: a byte order mark is skipped', '\ufeffdata: a\n\n', [{ ...blank, data: 'a' }]],
    ['by the standard: data without a colon is a line', 'data\ndata: a\n\n', [{ ...blank, data: '\na' }]],
    ['by the standard: an empty line of data is a line', 'data:\ndata: a\n\n', [{ ...blank, data: '\na' }]],
    ['by the standard: what is no number is no time', 'retry: 10s\n\n', [blank]],
  ]) {
    test(name, TIMEOUT, async () => {
      const route = world.server.route('/block', answers.stream(stream));
      assert.deepEqual(await world.run('window', messages, route.url), expected);
    });
  }

  test('the first block of a further connection has no id either, unless it says so', TIMEOUT, async () => {
    const route = world.server.route('/further', [
      broken('retry: 10\nid: 1\n\n'),
      broken('data: a\n\n'),
      answers.stream('id: 1\n\n'),
    ]);
    const ids = (await world.run('window', messages, route.url)).map(({ id }) => id);
    assert.deepEqual(ids, ['1', '', '1']);
  });

  test('a data line of 8 MB arrives intact', TIMEOUT, async () => {
    const piece = '0123456789abcdé'.repeat(1024);
    const pieces = 512;
    const route = world.server.route('/volume', async (_, connection) => {
      await connection.stream();
      await connection.write('data: ');
      for (let count = 0; count < pieces; count++) await connection.write(piece);
      await connection.write('\n\n');
      await connection.end();
    });
    const outcome = await world.run(
      'window',
      async ({ fetchEventSource }, url, piece) => {
        const messages = [];
        await fetchEventSource(url, { onmessage: (message) => void messages.push(message.data) });
        return { count: messages.length, length: messages[0].length, same: messages[0].split(piece).join('') === '' };
      },
      route.url,
      piece,
    );
    assert.deepEqual(outcome, { count: 1, length: piece.length * pieces, same: true });
  });

  describe('an exception', () => {
    const thrower = async ({ fetchEventSource, follow, sleep }, url, init, wait) => {
      const { settled } = follow(fetchEventSource, url, {
        ...init,
        onmessage({ data }) {
          if (data === 'b') throw new Error('boom');
        },
        onerror: () => wait,
      });
      const log = await settled;
      await sleep(1300);
      return log;
    };

    for (const wait of [null, 10]) {
      test(`never sends a POST again, though onerror returns ${wait}`, TIMEOUT, async () => {
        const route = world.server.route('/throws-post', answers.open('data: a\n\ndata: b\n\ndata: c\n\n'));
        const log = await world.run('window', thrower, route.url, POST, wait);
        assert.deepEqual(log, ['message a', 'message b', 'error: boom', 'rejected: boom']);
        await closedByClient(route);
        assert.deepEqual(methods(route), ['POST']);
      });
    }

    test('has a GET asked for again, from that message on', TIMEOUT, async () => {
      const route = world.server.route('/throws-get', [
        answers.open('id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n'),
        answers.stream('data: c\n\n'),
      ]);
      const log = await world.run('window', thrower, route.url, {}, 10);
      assert.deepEqual(log, ['message a', 'message b', 'error: boom', 'message c', 'close', 'resolved']);
      await closedByClient(route);
      assert.deepEqual(ids(route), [undefined, '2']);
    });
  });
});

describe('onclose', () => {
  test('is called at the end of the stream, which resolves it', TIMEOUT, async () => {
    const route = world.server.route('/end', answers.stream('retry: 10\ndata: a\n\n'));
    const log = await world.run('window', courseWith, route.url, {}, [10], 500);
    assert.deepEqual(log, ['message a', 'close', 'resolved']);
    assert.equal(route.requests.length, 1);
  });

  for (const [method, init] of [
    ['GET', {}],
    ['POST', POST],
  ]) {
    test(`what it throws goes to onerror, which has a ${method} sent again`, TIMEOUT, async () => {
      const route = world.server.route('/close-throws', [
        answers.stream('id: 1\ndata: a\n\n'),
        answers.stream('data: b\n\n'),
      ]);
      const log = await world.run(
        'window',
        ({ fetchEventSource, follow }, url, init) => {
          let closed = 0;
          return follow(fetchEventSource, url, {
            ...init,
            onclose() {
              closed += 1;
              if (closed === 1) throw new Error('too early');
            },
            onerror: () => 10,
          }).settled;
        },
        route.url,
        init,
      );
      assert.deepEqual(log, ['message a', 'close', 'error: too early', 'message b', 'close', 'resolved']);
      assert.deepEqual(ids(route), [undefined, '1']);
    });
  }

  test('a response without a body is at its end', TIMEOUT, async () => {
    const log = await world.run(
      'window',
      ({ fetchEventSource, follow }) => follow(fetchEventSource, '/status/204', { onopen() {} }).settled,
    );
    assert.deepEqual(log, ['open 204', 'close', 'resolved']);
  });
});

describe('onerror', () => {
  test('is given what fetch threw', TIMEOUT, async () => {
    const route = world.server.route('/fetch-throws', answers.reset);
    const outcome = await world.run(
      'window',
      ({ fetchEventSource }, url) =>
        fetchEventSource(url, {
          onerror(error) {
            throw error;
          },
        }).catch((error) => ({ isTypeError: error instanceof TypeError })),
      route.url,
    );
    assert.deepEqual(outcome, { isTypeError: true });
  });

  test('what it throws is what the promise rejects with', TIMEOUT, async () => {
    const route = world.server.route('/error-throws', broken('retry: 10\ndata: a\n\n'));
    const log = await world.run('window', courseWith, route.url, {}, ['throw'], 300);
    assert.deepEqual(
      log.map((line) => line.replace(/(on|error): .*/, '$1')),
      ['message a', 'error', 'rejected: gave up on'],
    );
    assert.equal(route.requests.length, 1);
  });

  for (const [method, init] of [
    ['GET', {}],
    ['POST', POST],
  ]) {
    test(`a number has a ${method} sent again after so many ms, with the last event id`, TIMEOUT, async () => {
      let ended;
      const route = world.server.route('/number', [
        async (_, connection) => {
          await connection.stream();
          await connection.write('retry: 5000\nid: 7\ndata: a\n\n');
          // Before the client can know: a stalled machine may make the wait look longer, but no shorter.
          ended = performance.now();
          await connection.reset();
        },
        answers.stream('data: b\n\n'),
      ]);
      const log = await world.run('window', courseWith, route.url, init, [400]);
      assert.deepEqual(
        log.map((line) => (isError(line) ? 'error' : line)),
        ['message a', 'error', 'message b', 'close', 'resolved'],
      );
      assert.deepEqual(methods(route), [method, method]);
      assert.deepEqual(ids(route), [undefined, '7']);
      const [first, second] = route.requests;
      assert.deepEqual(second.body, first.body);
      const waited = second.arrived - ended;
      assert.ok(waited > 380 && waited < 4000, `waited ${waited} ms`);
    });
  }

  for (const gives of ['nothing', null]) {
    test(`${gives}: a GET is sent again after the server's retry`, TIMEOUT, async () => {
      let ended;
      const route = world.server.route('/nothing-retry', [
        async (_, connection) => {
          await connection.stream();
          await connection.write('retry: 1500\ndata: a\n\n');
          ended = performance.now();
          await connection.reset();
        },
        answers.stream('data: b\n\n'),
      ]);
      const log = await world.run('window', courseWith, route.url, {}, [gives]);
      assert.equal(log.at(-1), 'resolved');
      const waited = route.requests[1].arrived - ended;
      assert.ok(waited > 1480, `waited ${waited} ms`);
    });
  }

  test('without one, a GET is sent again after 1000 ms, with no end to it', TIMEOUT, async () => {
    const route = world.server.route('/default-retry', [answers.reset, answers.reset, answers.stream('data: b\n\n')]);
    assert.deepEqual(await world.run('window', course, route.url), ['message b', 'close', 'resolved']);
    const [first, second, third] = route.requests.map(({ arrived }) => arrived);
    for (const waited of [second - first, third - second]) {
      assert.ok(waited > 980 && waited < 2900, `waited ${waited} ms`);
    }
  });

  test('without one, a refusal is no end of it either, and its connection is closed', TIMEOUT, async () => {
    const route = world.server.route('/refused-get', [
      async (_, connection) => {
        await connection.head(503, { 'Content-Type': 'text/plain' });
        await connection.write('later');
        await connection.hang();
      },
      answers.stream('data: b\n\n'),
    ]);
    const log = await world.run('window', course, route.url);
    await closedByClient(route);
    assert.deepEqual(log, ['message b', 'close', 'resolved']);
  });

  for (const method of ['POST', 'post', 'PUT', 'PATCH', 'DELETE', 'QUERY']) {
    test(`without one, a ${method} is not sent again`, TIMEOUT, async () => {
      const route = world.server.route('/once', broken('retry: 10\n\ndata: a\n\n'));
      const log = await world.run('window', course, route.url, { method }, 400);
      assert.equal(log[1], 'message a');
      assert.match(log[2], /^rejected: /);
      assert.equal(log.length, 3);
      assert.equal(route.requests.length, 1);
    });
  }

  for (const gives of ['nothing', null, -1]) {
    test(`${gives}: a POST is not sent again`, TIMEOUT, async () => {
      const route = world.server.route('/post-once', broken('retry: 10\n\n'));
      const log = await world.run('window', courseWith, route.url, POST, [gives], 400);
      assert.deepEqual(
        log.map((line) => line.split(':')[0]),
        ['message ', 'error', 'rejected'],
      );
      assert.equal(log[2], log[1].replace('error', 'rejected'));
      assert.equal(route.requests.length, 1);
    });
  }

  test('NaN is no number of ms: a POST is not sent again', TIMEOUT, async () => {
    const route = world.server.route('/post-nan', answers.reset);
    await world.run(
      'window',
      ({ fetchEventSource, follow }, url) =>
        follow(fetchEventSource, url, { method: 'POST', onerror: () => NaN }).settled,
      route.url,
    );
    assert.equal(route.requests.length, 1);
  });

  for (const [name, stream, gives] of [
    ['a number', 'data: a\n\n', 99_999_999_999],
    ["the server's retry", 'retry: 99999999999\ndata: a\n\n', null],
  ]) {
    test(`${name} that no timer can take is a long wait, not none`, TIMEOUT, async () => {
      const route = world.server.route('/overflow', broken(stream));
      await world.run(
        'window',
        async ({ fetchEventSource, follow, eventually, sleep }, url, gives) => {
          const { log } = follow(fetchEventSource, url, { onerror: () => gives });
          await eventually(() => log.length === 2, 'the error');
          await sleep(500);
        },
        route.url,
        gives,
      );
      assert.equal(route.requests.length, 1);
    });
  }

  test('an engine that cannot be started is final', TIMEOUT, async () => {
    const outcome = await world.run('window', ({ fetchEventSource, follow }) => {
      // Nor in JavaScript: that is made when it is needed.
      globalThis.ArrayBuffer = undefined;
      if (globalThis.WebAssembly) WebAssembly.instantiate = () => Promise.reject(new TypeError('forbidden'));
      const { settled, log } = follow(fetchEventSource, '/echo-stream', { onerror: () => 10 });
      return settled.then(() => log);
    });
    assert.equal(outcome.length, 1);
    assert.match(outcome[0], /^rejected: The engine could not be loaded: TypeError/);
  });
});

describe('the last event id', () => {
  /** What is sent when these streams break off one after another. */
  async function sent(streams, init = {}) {
    const route = world.server.route('/ids', [
      ...streams.map((stream) => broken(`retry: 10\n${stream}`)),
      answers.stream(),
    ]);
    await world.run('window', course, route.url, init);
    return ids(route);
  }

  test('is kept until there is another', TIMEOUT, async () => {
    assert.deepEqual(await sent(['id: 1\n\n', 'data: a\n\n', 'id: 2\n\n']), [undefined, '1', '1', '2']);
  });

  test('is taken back by an empty one', TIMEOUT, async () => {
    assert.deepEqual(await sent(['id: 1\n\n', 'id\n\n']), [undefined, '1', undefined]);
  });

  test('is none of a block that was cut off', TIMEOUT, async () => {
    assert.deepEqual(await sent(['\nid: 1\ndata: a\n\nid: 2\ndata: b\n']), [undefined, '1']);
  });

  test('starts from what the headers say, until the server says something', TIMEOUT, async () => {
    const init = { headers: { 'Last-Event-ID': '7' } };
    assert.deepEqual(await sent(['data: a\n\n', 'id: 8\n\n', 'id\n\n'], init), ['7', '7', '8', undefined]);
  });
});

describe('a page that is hidden', () => {
  test('closes a GET, and resumes it when it is seen', TIMEOUT, async () => {
    const route = world.server.route('/hidden-get', [
      answers.open('id: 1\ndata: a\n\n'),
      answers.stream('data: b\n\n'),
    ]);
    const running = world.run(
      'window',
      async ({ fetchEventSource, follow, show, eventually, sleep }, url) => {
        const { log, settled } = follow(fetchEventSource, url, { onerror: () => 10 });
        await eventually(() => log.length === 1, 'the message');
        show('hidden');
        await sleep(1300);
        log.push('seen');
        show('visible');
        return settled;
      },
      route.url,
    );
    await closedByClient(route);
    assert.equal(route.requests.length, 1);
    assert.deepEqual(await running, ['message a', 'seen', 'message b', 'close', 'resolved']);
    assert.deepEqual(ids(route), [undefined, '1']);
  });

  for (const [name, init] of [
    ['keeps a POST', POST],
    ['keeps a GET with openWhenHidden', { openWhenHidden: true }],
  ]) {
    test(name, TIMEOUT, async () => {
      const route = world.server.route('/hidden-kept', async (_, connection) => {
        await connection.stream();
        await connection.write('retry: 10\ndata: a\n\n');
        await connection.pause(800);
        await connection.write('data: b\n\n');
        await connection.end();
      });
      const log = await world.run(
        'window',
        async ({ fetchEventSource, follow, show, eventually, sleep }, url, init) => {
          const { log, settled } = follow(fetchEventSource, url, init);
          await eventually(() => log.length === 1, 'the message');
          for (const state of ['hidden', 'visible', 'hidden', 'visible']) {
            show(state);
            await sleep(100);
          }
          await settled;
          await sleep(300);
          return log;
        },
        route.url,
        init,
      );
      assert.deepEqual(log, ['message a', 'message b', 'close', 'resolved']);
      assert.equal(route.requests.length, 1);
    });
  }

  /** Runs in the browser: shows and hides the page, seen at last, without a pause and with short ones. */
  async function flicker({ fetchEventSource, follow, show, eventually, sleep }, url, onerror) {
    const { log } = follow(fetchEventSource, url, onerror && { onerror: () => 150 });
    await eventually(() => log.length >= 1, 'the first line');
    for (let time = 0; time < 20; time++) {
      show('hidden');
      if (time % 3 === 0) await sleep(time);
      show('visible');
      if (time % 2 === 0) await sleep(time * 3);
    }
    // Whatever came until now came by streams that are closed.
    await sleep(500);
    log.length = 0;
    await fetch('/tick');
    await eventually(() => log.length > 0, 'a tick');
    await sleep(300);
    return log;
  }

  /** Every stream that is still open gets a tick. */
  function ticking(first) {
    const open = new Set();
    let count = 0;
    const route = world.server.route('/flicker', async (request, connection) => {
      count += 1;
      if (count === 1 && first) return first(request, connection);
      open.add(connection);
      connection.closed.then(() => open.delete(connection));
      await connection.stream();
      await connection.write('data: a\n\n');
      await connection.hang();
    });
    world.server.route('/tick', async (_, connection) => {
      for (const stream of open) await stream.write(`data: tick of ${open.size}\n\n`);
      await connection.respond(200);
    });
    return route;
  }

  test('and seen again and again has one live stream', TIMEOUT, async () => {
    const route = ticking();
    assert.deepEqual(await world.run('window', flicker, route.url), ['message tick of 1']);
  });

  test('and seen while a retry is waited for has one live stream', TIMEOUT, async () => {
    const route = ticking(answers.reset);
    assert.deepEqual(await world.run('window', flicker, route.url, true), ['message tick of 1']);
  });

  test('asks for nothing, though a retry was due', TIMEOUT, async () => {
    const route = world.server.route('/hidden-retry', [answers.reset, answers.stream('data: b\n\n')]);
    const running = world.run(
      'window',
      async ({ fetchEventSource, follow, show, eventually, sleep }, url) => {
        const { log, settled } = follow(fetchEventSource, url, { onerror: () => 200 });
        await eventually(() => log.length === 1, 'the error');
        show('hidden');
        await sleep(700);
        log.push('seen');
        show('visible');
        await settled;
        await sleep(400);
        return log;
      },
      route.url,
    );
    const log = await running;
    assert.deepEqual(log.slice(1), ['seen', 'message b', 'close', 'resolved']);
    assert.equal(route.requests.length, 2);
  });

  test('gets what it asks for first, and no retry', TIMEOUT, async () => {
    const route = world.server.route('/begun-hidden', [
      broken('retry: 10\ndata: a\n\n'),
      answers.stream('data: b\n\n'),
    ]);
    const log = await world.run(
      'window',
      async ({ fetchEventSource, follow, show, eventually, sleep }, url) => {
        show('hidden');
        const { log, settled } = follow(fetchEventSource, url, { onerror: () => {} });
        await eventually(() => log.length === 2, 'the error');
        await sleep(400);
        log.push('seen');
        show('visible');
        return settled;
      },
      route.url,
    );
    assert.deepEqual(
      log.filter((line) => !isError(line)),
      ['message a', 'seen', 'message b', 'close', 'resolved'],
    );
  });

  test('hears nothing more of an onopen that was under way', TIMEOUT, async () => {
    const route = world.server.route('/hidden-onopen', [answers.open('data: a\n\n'), answers.stream('data: b\n\n')]);
    const log = await world.run(
      'window',
      async ({ fetchEventSource, follow, show, eventually, sleep }, url) => {
        let opened = 0;
        const { log, settled } = follow(fetchEventSource, url, {
          async onopen() {
            opened += 1;
            if (opened > 1) return;
            await sleep(400);
            throw new Error('late');
          },
          onerror: () => 10,
        });
        await eventually(() => opened === 1, 'onopen');
        show('hidden');
        show('visible');
        await settled;
        await sleep(500);
        return log;
      },
      route.url,
    );
    assert.deepEqual(log, ['open 200', 'open 200', 'message b', 'close', 'resolved']);
    await closedByClient(route);
  });
});

describe('signal', () => {
  /** Runs in the browser: aborts 300 ms after the log has so many lines. */
  async function aborted(
    { fetchEventSource, follow, eventually, sleep },
    url,
    lines,
    { onopen, onerror, ...init } = {},
  ) {
    const controller = new AbortController();
    const { log, settled } = follow(fetchEventSource, url, {
      ...init,
      signal: controller.signal,
      onopen: onopen && (() => sleep(700)),
      onerror: onerror && (() => onerror),
    });
    await eventually(() => log.length >= lines, `${lines} lines`);
    await sleep(300);
    controller.abort(new Error('enough'));
    await settled;
    await sleep(1300);
    return log;
  }

  test('that is aborted already: nothing is sent', TIMEOUT, async () => {
    const route = world.server.route('/pre-aborted', answers.open('data: a\n\n'));
    const log = await world.run(
      'window',
      async ({ fetchEventSource, follow, sleep }, url) => {
        const { settled } = follow(fetchEventSource, url, { signal: AbortSignal.abort() });
        const log = await settled;
        await sleep(500);
        return log;
      },
      route.url,
    );
    assert.deepEqual(log, ['resolved']);
    assert.equal(route.requests.length, 0);
  });

  test('aborted at once: nothing is sent', TIMEOUT, async () => {
    const route = world.server.route('/at-once', answers.open('data: a\n\n'));
    const log = await world.run(
      'window',
      async ({ fetchEventSource, follow, sleep }, url) => {
        const controller = new AbortController();
        const { settled } = follow(fetchEventSource, url, { signal: controller.signal });
        controller.abort();
        const log = await settled;
        await sleep(500);
        return log;
      },
      route.url,
    );
    assert.deepEqual(log, ['resolved']);
    assert.equal(route.requests.length, 0);
  });

  test('aborted while connecting', TIMEOUT, async () => {
    const route = world.server.route('/abort-connecting', (_, connection) => connection.hang());
    assert.deepEqual(await world.run('window', aborted, route.url, 0, { onerror: 10 }), ['resolved']);
    await closedByClient(route);
    assert.equal(route.requests.length, 1);
  });

  test('aborted in onopen', TIMEOUT, async () => {
    const route = world.server.route('/abort-onopen', answers.open('data: a\n\n'));
    const log = await world.run('window', aborted, route.url, 1, { onopen: true, onerror: 10 });
    assert.deepEqual(log, ['open 200', 'resolved']);
    await closedByClient(route);
    assert.equal(route.requests.length, 1);
  });

  test('aborted while reading', TIMEOUT, async () => {
    const route = world.server.route('/abort-reading', answers.open('data: a\n\n'));
    const log = await world.run('window', aborted, route.url, 1, { onerror: 10 });
    assert.deepEqual(log, ['message a', 'resolved']);
    await closedByClient(route);
    assert.equal(route.requests.length, 1);
  });

  test('aborted while waiting', TIMEOUT, async () => {
    const route = world.server.route('/abort-waiting', answers.reset);
    const log = await world.run('window', aborted, route.url, 1, { onerror: 1000 });
    assert.deepEqual(log.slice(1), ['resolved']);
    assert.equal(route.requests.length, 1);
  });

  test('aborted while hidden', TIMEOUT, async () => {
    const route = world.server.route('/abort-hidden', answers.open('data: a\n\n'));
    const log = await world.run(
      'window',
      async ({ fetchEventSource, follow, show, eventually, sleep }, url) => {
        const controller = new AbortController();
        const { log, settled } = follow(fetchEventSource, url, { signal: controller.signal });
        await eventually(() => log.length === 1, 'the message');
        show('hidden');
        controller.abort();
        await settled;
        show('visible');
        await sleep(500);
        return log;
      },
      route.url,
    );
    assert.deepEqual(log, ['message a', 'resolved']);
    assert.equal(route.requests.length, 1);
  });

  for (const [where, expected] of [
    ['onmessage', ['message a', 'resolved']],
    ['onclose', ['message a', 'message b', 'close', 'resolved']],
    ['onerror', ['message a', 'message b', 'close', 'error: again', 'resolved']],
  ]) {
    test(`aborted in ${where}: nothing comes after it`, TIMEOUT, async () => {
      const route = world.server.route('/abort-in', answers.stream('data: a\n\ndata: b\n\n'));
      const log = await world.run(
        'window',
        async ({ fetchEventSource, follow, sleep }, url, where) => {
          const controller = new AbortController();
          const { settled } = follow(fetchEventSource, url, {
            signal: controller.signal,
            onmessage: () => where === 'onmessage' && controller.abort(),
            onclose() {
              if (where === 'onclose') controller.abort();
              if (where === 'onerror') throw new Error('again');
            },
            onerror() {
              controller.abort();
              return 10;
            },
          });
          await settled;
          await sleep(300);
          return settled;
        },
        route.url,
        where,
      );
      assert.deepEqual(log, expected);
      assert.equal(route.requests.length, 1);
    });
  }

  test('of a Request counts too', TIMEOUT, async () => {
    const route = world.server.route('/abort-request', answers.open('data: a\n\n'));
    const log = await world.run(
      'window',
      ({ fetchEventSource, follow }, url) => {
        const controller = new AbortController();
        const request = new Request(url, { signal: controller.signal });
        return follow(fetchEventSource, request, { onmessage: () => controller.abort() }).settled;
      },
      route.url,
    );
    assert.deepEqual(log, ['message a', 'resolved']);
    await closedByClient(route);
  });
});

describe('the request', () => {
  test('by default is a GET that accepts an event stream', TIMEOUT, async () => {
    const route = world.server.route('/plain', answers.stream());
    await world.run('window', course, route.url);
    const [request] = route.requests;
    assert.equal(request.method, 'GET');
    assert.equal(request.header('Accept'), 'text/event-stream');
    assert.equal(request.header('Last-Event-ID'), undefined);
  });

  test('needs no options', TIMEOUT, async () => {
    const route = world.server.route('/no-options', answers.stream('data: a\n\n'));
    await world.run('window', ({ fetchEventSource }, url) => fetchEventSource(new URL(url)), route.url);
    assert.equal(route.requests.length, 1);
  });

  for (const kind of ['object', 'Headers', 'pairs']) {
    test(`headers as ${kind}, in every attempt`, TIMEOUT, async () => {
      const route = world.server.route('/headers', [broken('retry: 10\n\n'), answers.stream()]);
      await world.run(
        'window',
        async ({ fetchEventSource }, url, kind) => {
          const given = { Authorization: 'Bearer a', ACCEPT: 'text/event-stream, */*' };
          const headers = { object: given, Headers: new Headers(given), pairs: Object.entries(given) }[kind];
          await fetchEventSource(url, { headers });
        },
        route.url,
        kind,
      );
      assert.equal(route.requests.length, 2);
      for (const request of route.requests) {
        assert.equal(request.header('Authorization'), 'Bearer a');
        assert.equal(request.header('Accept'), 'text/event-stream, */*');
      }
    });
  }

  test('is that of the options as they were', TIMEOUT, async () => {
    const route = world.server.route('/as-they-were', [broken('retry: 10\n\n'), answers.stream()]);
    await world.run(
      'window',
      async ({ fetchEventSource }, url) => {
        const init = { headers: { 'X-A': '1' } };
        const done = fetchEventSource(url, init);
        init.headers['X-A'] = '2';
        init.method = 'POST';
        await done;
      },
      route.url,
    );
    assert.deepEqual(
      route.requests.map((request) => [request.method, request.header('X-A')]),
      [
        ['GET', '1'],
        ['GET', '1'],
      ],
    );
  });

  test('may be a Request, and its body is sent twice if onerror wants it', TIMEOUT, async () => {
    const route = world.server.route('/request', [broken('id: 1\n\n'), answers.stream('data: b\n\n')]);
    const log = await world.run(
      'window',
      async ({ fetchEventSource, follow }, url, init) =>
        follow(fetchEventSource, new Request(url, init), { onerror: () => 10 }).settled,
      route.url,
      POST,
    );
    assert.deepEqual(log.slice(-3), ['message b', 'close', 'resolved']);
    assert.equal(route.requests.length, 2);
    for (const request of route.requests) {
      assert.equal(request.method, 'POST');
      assert.equal(request.header('Content-Type'), 'application/json');
      assert.equal(request.header('Accept'), 'text/event-stream');
      assert.equal(request.body.toString(), POST.body);
    }
    assert.deepEqual(ids(route), [undefined, '1']);
  });

  test('a Request that is a POST is not sent again unasked', TIMEOUT, async () => {
    const route = world.server.route('/request-once', answers.reset);
    const log = await world.run(
      'window',
      ({ fetchEventSource, follow }, url, init) => follow(fetchEventSource, new Request(url, init)).settled,
      route.url,
      POST,
    );
    assert.match(log[0], /^rejected/);
    assert.equal(route.requests.length, 1);
  });

  test('options of fetch are passed on', TIMEOUT, async () => {
    const route = world.server.route('/credentials', answers.stream(), { cors: 'credentials' });
    await world.run(
      'window',
      async ({ fetchEventSource }, url) => {
        document.cookie = 'a=b';
        await fetchEventSource(url, { credentials: 'include', referrerPolicy: 'no-referrer' });
      },
      route.otherUrl,
    );
    const [request] = route.requests;
    assert.equal(request.header('Cookie'), 'a=b');
    assert.equal(request.header('Referer'), undefined);
  });

  test('a failure of another origin is not looked into by further requests', TIMEOUT, async () => {
    const route = world.server.route('/cors', answers.stream());
    await world.run('window', course, route.otherUrl, { method: 'POST' });
    assert.deepEqual([methods(route), route.heads.length, route.preflights.length], [['POST'], 0, 0]);
  });
});

describe("one's own fetch", () => {
  test('is given input and options as they are, with headers and signal', TIMEOUT, async () => {
    const seen = await world.run('window', async ({ fetchEventSource }) => {
      const calls = [];
      const input = new URL('/echo-stream?end=close', location.href);
      const ignore = () => {};
      await fetchEventSource(input, {
        method: 'POST',
        body: 'x',
        headers: { Authorization: 'Bearer a' },
        cache: 'reload',
        onopen: ignore,
        onmessage: ignore,
        onclose: ignore,
        onerror: ignore,
        openWhenHidden: true,
        fetch(given, { signal, ...init }) {
          calls.push({ same: given === input, signal: signal instanceof AbortSignal, init });
          return fetch(given, { signal, ...init });
        },
      });
      return calls;
    });
    assert.deepEqual(seen, [
      {
        same: true,
        signal: true,
        init: {
          method: 'POST',
          body: 'x',
          cache: 'reload',
          headers: { Authorization: 'Bearer a', accept: 'text/event-stream' },
        },
      },
    ]);
  });

  test('may add to the headers, which change from attempt to attempt', TIMEOUT, async () => {
    const route = world.server.route('/own-fetch', [broken('retry: 10\nid: 1\n\n'), answers.stream()]);
    await world.run(
      'window',
      async ({ fetchEventSource }, url) => {
        let token = 0;
        await fetchEventSource(url, {
          headers: { 'X-A': 'a' },
          fetch: (input, init) =>
            fetch(input, { ...init, headers: { ...init.headers, Authorization: `Bearer ${++token}` } }),
        });
      },
      route.url,
    );
    assert.deepEqual(
      route.requests.map((request) => [request.header('X-A'), request.header('Authorization'), lastEventId(request)]),
      [
        ['a', 'Bearer 1', undefined],
        ['a', 'Bearer 2', '1'],
      ],
    );
  });

  test('may give a response from nowhere', TIMEOUT, async () => {
    const log = await world.run(
      'window',
      ({ fetchEventSource, follow }) =>
        follow(fetchEventSource, 'nowhere', {
          fetch: async () => new Response('data: a\n\n', { headers: { 'Content-Type': 'text/event-stream' } }),
        }).settled,
    );
    assert.deepEqual(log, ['message a', 'close', 'resolved']);
  });

  test('may throw, at once or later', TIMEOUT, async () => {
    const logs = await world.run('window', async ({ fetchEventSource, follow }) => {
      const own = [
        () => {
          throw new Error('at once');
        },
        () => Promise.reject(new Error('later')),
      ];
      return Promise.all(own.map((fetch) => follow(fetchEventSource, 'x', { method: 'POST', fetch }).settled));
    });
    assert.deepEqual(logs, [['rejected: at once'], ['rejected: later']]);
  });
});

// A service worker may not import late, so the engine in JavaScript has no way in.
for (const scope of ['dedicated', 'shared', ...(env.E2E_ENGINE === 'script' ? [] : ['service'])]) {
  describe(`in a ${scope} worker`, () => {
    test('a GET is asked for again, and a POST is not', TIMEOUT, async () => {
      const get = world.server.route('/worker-get', [broken('retry: 10\nid: 1\n\n'), answers.stream('data: b\n\n')]);
      const post = world.server.route('/worker-post', answers.stream('data: a\n\n'));
      assert.deepEqual((await world.run(scope, course, get.url)).slice(-3), ['message b', 'close', 'resolved']);
      assert.deepEqual(ids(get), [undefined, '1']);
      assert.deepEqual(await world.run(scope, course, post.url, POST), ['message a', 'close', 'resolved']);
      assert.equal(post.requests[0].body.toString(), POST.body);
    });
  });
}

describe('in Node', () => {
  const load = () => import('../../dist/fetch-event-source.js');

  test('a GET is asked for again, and a POST is not', TIMEOUT, async () => {
    const { fetchEventSource } = await load();
    // Before the head: Node 20 takes a stream that breaks off for one that ends.
    const get = world.server.route('/node-get', [answers.reset, answers.stream('data: b\n\n')]);
    const post = world.server.route('/node-post', answers.reset);
    assert.deepEqual(await follow(fetchEventSource, get.url).settled, ['message b', 'close', 'resolved']);
    assert.equal(get.requests.length, 2);
    assert.match((await follow(fetchEventSource, post.url, POST).settled).at(-1), /^rejected: /);
    await sleep(1300);
    assert.equal(post.requests.length, 1);
  });

  test('the signal ends it', TIMEOUT, async () => {
    const { fetchEventSource } = await load();
    const route = world.server.route('/node-abort', answers.open('data: a\n\n'));
    const controller = new AbortController();
    const { signal } = controller;
    const { settled } = follow(fetchEventSource, route.url, { signal, onmessage: () => controller.abort() });
    assert.deepEqual(await settled, ['message a', 'resolved']);
    await closedByClient(route);
  });
});
