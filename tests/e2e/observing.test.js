// Seeing everything: onevent, oncomment, iterating over an EventSource.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { READS_AHEAD, skipFor } from '../support/engines.js';
import { answers, closedByClient, TIMEOUT, useBrowser } from '../support/harness.js';
import { forScopes } from '../support/scopes.js';

const world = useBrowser();
const run = (test, ...args) => world.run('window', test, ...args);

describe('onevent', () => {
  test('is called for every event, whatever its type, and for nothing else', TIMEOUT, async () => {
    const route = world.server.route('/all', [
      answers.stream(
        'retry: 10\n:\n\nid: 1\ndata: a\n\nevent: tick\ndata: b\n\nevent: error\ndata: c\n\nevent: open\ndata: d\n\n',
      ),
    ]);
    const outcome = await run(async ({ EventSource, watch }, url) => {
      const calls = [];
      const source = new EventSource(url);
      source.onevent = function (event) {
        const { type, data, lastEventId } = event;
        calls.push({ type, data, lastEventId, isMessage: event instanceof MessageEvent, self: this === source });
      };
      await watch(source).failed();
      return calls;
    }, route.url);
    const rest = { lastEventId: '1', isMessage: true, self: true };
    assert.deepEqual(outcome, [
      { type: 'message', data: 'a', ...rest },
      { type: 'tick', data: 'b', ...rest },
      { type: 'error', data: 'c', ...rest },
      { type: 'open', data: 'd', ...rest },
    ]);
  });

  test('comes before the listeners of the same event, which is the same object', TIMEOUT, async () => {
    const route = world.server.route('/order', answers.open('data: a\n\nevent: tick\ndata: b\n\n'));
    const outcome = await run(async ({ EventSource, nextEvent }, url) => {
      const calls = [];
      const seen = new Set();
      const source = new EventSource(url);
      source.addEventListener('message', (event) => calls.push(`listener ${event.data} ${seen.has(event)}`));
      source.onmessage = ({ data }) => calls.push(`onmessage ${data}`);
      source.addEventListener('tick', (event) => calls.push(`listener ${event.data} ${seen.has(event)}`));
      source.onevent = (event) => {
        seen.add(event);
        calls.push(`onevent ${event.data}`);
      };
      await nextEvent(source, 'tick');
      source.close();
      return calls;
    }, route.url);
    assert.deepEqual(outcome, ['onevent a', 'listener a true', 'onmessage a', 'onevent b', 'listener b true']);
  });

  test('close() in it stops the events behind', TIMEOUT, async () => {
    const route = world.server.route('/close', answers.open('data: a\n\ndata: b\n\ndata: c\n\n'));
    const data = await run(async ({ EventSource, sleep, nextEvent }, url) => {
      const data = [];
      const source = new EventSource(url);
      source.onevent = (event) => {
        data.push(event.data);
        if (event.data === 'b') source.close();
      };
      await nextEvent(source, 'open');
      await sleep(300);
      return data;
    }, route.url);
    assert.deepEqual(data, ['a', 'b']);
    await closedByClient(route);
  });

  test('what is no function is null', TIMEOUT, async () => {
    const values = await run(({ EventSource }) => {
      const source = new EventSource('/x');
      const values = [source.onevent, source.oncomment];
      const handler = () => {};
      for (const value of [handler, 'x', handler, null, handler, undefined]) {
        source.onevent = value;
        source.oncomment = value;
        values.push(source.onevent === value && source.oncomment === value, source.onevent === null);
      }
      source.close();
      return values;
    });
    assert.deepEqual(values, [null, null, true, false, false, true, true, false, true, true, true, false, false, true]);
  });
});

describe('oncomment', () => {
  test('is given the text, in its place among the events', TIMEOUT, async () => {
    const route = world.server.route(
      '/comments',
      answers.open(
        ':first\n: second\n:\ndata: a\n: inside é\ndata: b\n\n',
        ': be',
        'tween\n\nevent: tick\ndata: c\n\n:behind\n:  two spaces \n',
        'event: last\ndata: d\n\n',
      ),
    );
    const calls = await run(async ({ EventSource, nextEvent }, url) => {
      const calls = [];
      const source = new EventSource(url);
      source.oncomment = function (text) {
        calls.push(`:${text}${this === source ? '' : ' of another'}`);
      };
      source.onevent = ({ type, data }) => calls.push(`${type} ${data}`);
      await nextEvent(source, 'last');
      source.close();
      return calls;
    }, route.url);
    assert.deepEqual(calls, [
      ...[':first', ':second', ':', ':inside é', 'message a\nb'],
      ...[':between', 'tick c', ':behind', ': two spaces ', 'last d'],
    ]);
  });

  test('is called though no event comes', TIMEOUT, async () => {
    const route = world.server.route('/alive', answers.open(':1\n', ':2\n'));
    const texts = await run(async ({ EventSource, eventually }, url) => {
      const texts = [];
      const source = new EventSource(url);
      source.oncomment = (text) => texts.push(text);
      await eventually(() => texts.length === 2, 'two comments');
      source.close();
      return texts;
    }, route.url);
    assert.deepEqual(texts, ['1', '2']);
  });

  test('close() in it stops the comments and events behind', TIMEOUT, async () => {
    const route = world.server.route('/close-comment', answers.open(':1\n:2\ndata: a\n\n'));
    const calls = await run(async ({ EventSource, nextEvent, sleep }, url) => {
      const calls = [];
      const source = new EventSource(url);
      source.oncomment = (text) => {
        calls.push(text);
        source.close();
      };
      source.onevent = ({ data }) => calls.push(data);
      await nextEvent(source, 'open');
      await sleep(300);
      return calls;
    }, route.url);
    assert.deepEqual(calls, ['1']);
    await closedByClient(route);
  });
});

for (const scope of ['window', 'dedicated']) {
  test(`what throws in them is reported and breaks nothing (${scope})`, TIMEOUT, async () => {
    const route = world.server.route('/throws', answers.open(':1\ndata: a\n\n:2\ndata: b\n\n', 'data: c\n\n'));
    const outcome = await world.run(
      scope,
      async ({ EventSource, watch }, url) => {
        const reported = [];
        globalThis.addEventListener('error', (event) => {
          event.preventDefault();
          reported.push(event.error.message);
        });
        const source = new EventSource(url);
        source.onevent = ({ data }) => {
          throw new Error(`event ${data}`);
        };
        source.oncomment = (text) => {
          throw new Error(`comment ${text}`);
        };
        const { seen, data } = watch(source);
        await seen('message', 3);
        source.close();
        return { reported, data: data() };
      },
      route.url,
    );
    assert.deepEqual(outcome, {
      reported: ['comment 1', 'event a', 'comment 2', 'event b', 'event c'],
      data: ['a', 'b', 'c'],
    });
  });
}

forScopes(world, (run) => {
  test(
    'iteration gives the events of all types, over reconnections, up to the error that closes',
    TIMEOUT,
    async () => {
      const route = world.server.route('/iterate', [
        answers.stream('retry: 10\nid: 1\ndata: a\n\nevent: tick\ndata: b\n\n', 'data: c\n\n'),
        answers.stream('data: d\n\n'),
      ]);
      const { events, error } = await run(({ EventSource, drain }, url) => drain(new EventSource(url)), route.url);
      assert.deepEqual(events, [
        { type: 'message', data: 'a', lastEventId: '1' },
        { type: 'tick', data: 'b', lastEventId: '1' },
        { type: 'message', data: 'c', lastEventId: '1' },
        { type: 'message', data: 'd', lastEventId: '1' },
      ]);
      assert.deepEqual([error.isError, error.name], [true, 'EventSourceError']);
      assert.deepEqual([error.code, error.status, error.retryIn], ['status', 204, undefined]);
    },
  );
});

describe('iteration', () => {
  test('gives MessageEvents, the same that listeners get', TIMEOUT, async () => {
    const route = world.server.route('/same', answers.open('data: a\n\n'));
    const outcome = await run(async ({ EventSource }, url) => {
      const source = new EventSource(url);
      let heard;
      source.onmessage = (event) => {
        heard = event;
      };
      for await (const event of source) {
        source.close();
        return { same: event === heard, isMessage: event instanceof MessageEvent, origin: event.origin };
      }
    }, route.url);
    assert.deepEqual(outcome, { same: true, isMessage: true, origin: world.server.origin });
  });

  test('ends when the source is closed', TIMEOUT, async () => {
    const route = world.server.route('/ends', answers.open('data: a\n\n'));
    const { data, error } = await run(({ EventSource, drain }, url) => {
      const source = new EventSource(url);
      return drain(source, () => setTimeout(() => source.close(), 100));
    }, route.url);
    assert.deepEqual([data, error], [['a'], null]);
    await closedByClient(route);
  });

  test('ends when the signal is aborted', TIMEOUT, async () => {
    const route = world.server.route('/ends-abort', answers.open('data: a\n\n'));
    const { data, error } = await run(({ EventSource, drain }, url) => {
      const controller = new AbortController();
      const source = new EventSource(url, { signal: controller.signal });
      return drain(source, () => setTimeout(() => controller.abort(), 100));
    }, route.url);
    assert.deepEqual([data, error], [['a'], null]);
  });

  test('ends when a POST’s stream ends', TIMEOUT, async () => {
    const route = world.server.route('/ends-post', answers.stream('data: a\n\ndata: b\n\n'));
    const { data, error } = await run(
      ({ EventSource, drain }, url) => drain(new EventSource(url, { method: 'POST', body: 'x' })),
      route.url,
    );
    assert.deepEqual([data, error], [['a', 'b'], null]);
  });

  test('of a closed source is over at once', TIMEOUT, async () => {
    const { data, error } = await run(({ EventSource, drain }) => {
      const source = new EventSource('/x');
      source.close();
      return drain(source);
    });
    assert.deepEqual([data, error], [[], null]);
  });

  test('close() in the loop: nothing comes any more, not even what has come', TIMEOUT, async () => {
    const route = world.server.route('/close-in-loop', answers.open('data: a\n\ndata: b\n\ndata: c\n\n'));
    const { data, error } = await run(({ EventSource, drain }, url) => {
      const source = new EventSource(url);
      return drain(source, () => source.close());
    }, route.url);
    assert.deepEqual([data, error], [['a'], null]);
  });

  test('a listener that closes: the events up to that one are given', TIMEOUT, async () => {
    const route = world.server.route('/listener-closes', answers.open('data: a\n\ndata: b\n\ndata: c\n\n'));
    const { data, error } = await run(({ EventSource, drain }, url) => {
      const source = new EventSource(url);
      source.onmessage = ({ data }) => data === 'b' && source.close();
      return drain(source);
    }, route.url);
    assert.deepEqual([data, error], [['a', 'b'], null]);
  });

  test('to leave the loop leaves the source open, and another loop goes on', TIMEOUT, async () => {
    let goOn;
    const wanted = new Promise((resolve) => {
      goOn = resolve;
    });
    const route = world.server.route('/break', async (_, connection) => {
      await connection.stream();
      await connection.write('data: a\n\n');
      await wanted;
      await connection.write('data: b\n\n');
      await connection.hang();
    });
    const left = await run(async ({ EventSource, watch }, url) => {
      globalThis.source = new EventSource(url);
      globalThis.watched = watch(globalThis.source);
      for await (const _ of globalThis.source) break;
      return globalThis.source.readyState;
    }, route.url);
    assert.equal(left, 1);
    await run(() => {
      globalThis.next = globalThis.source[Symbol.asyncIterator]().next();
    });
    goOn();
    const outcome = await run(async ({ within }) => {
      const { value } = await within(globalThis.next, 'the next event');
      return { next: value.data, heard: globalThis.watched.data(), readyState: globalThis.source.readyState };
    });
    assert.deepEqual(outcome, { next: 'b', heard: ['a', 'b'], readyState: 1 });
    assert.equal(route.requests.length, 1);
    assert.equal(route.requests[0].closedBy, undefined);
  });

  test('two loops get the same events, each at its own pace', TIMEOUT, async () => {
    const route = world.server.route('/two', answers.stream('data: a\n\ndata: b\n\n', 'data: c\n\n'));
    const both = await run(async ({ EventSource, drain, sleep }, url) => {
      const source = new EventSource(url, { method: 'POST', body: 'x' });
      const loops = await Promise.all([drain(source), drain(source, () => sleep(100))]);
      return loops.map(({ data }) => data);
    }, route.url);
    assert.deepEqual(both, [
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  test('a slow loop slows the network down; without one the source reads on', {
    ...TIMEOUT,
    skip: skipFor(READS_AHEAD),
  }, async () => {
    const event = `data: ${'x'.repeat(64 * 1024)}\n\n`;
    let written = 0;
    const route = world.server.route('/slow', async (_, connection) => {
      await connection.stream();
      while (written < 2 ** 26 && (await connection.write(event))) written += event.length;
      await connection.hang();
    });
    await run(async ({ EventSource, sleep }, url) => {
      globalThis.source = new EventSource(url);
      globalThis.iterator = globalThis.source[Symbol.asyncIterator]();
      await globalThis.iterator.next();
      await sleep(1500);
    }, route.url);
    assert.ok(written < 2 ** 25, `${written} bytes were written for one event taken`);
    await run(async ({ sleep }) => {
      await globalThis.iterator.return();
      await sleep(1500);
    });
    assert.equal(written >= 2 ** 26, true, `${written} bytes were written`);
    await run(() => globalThis.source.close());
    await closedByClient(route);
  });
});

test('maxEventBytes: the error `limit` is thrown behind the events before it', TIMEOUT, async () => {
  const route = world.server.route(
    '/limit',
    answers.open(':1\ndata: a\n\ndata: 0123', '456789', '0123456789', 'never'),
  );
  const { data, error } = await run(
    ({ EventSource, drain }, url) => drain(new EventSource(url, { maxEventBytes: 16 })),
    route.url,
  );
  assert.deepEqual([data, error.code, error.retryIn], [['a'], 'limit', undefined]);
  assert.match(error.message, /16 bytes/);
  await closedByClient(route);
  assert.equal(route.requests.length, 1);
});
