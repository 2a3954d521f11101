// close(), an aborted signal, and listeners that throw.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answers, closedByClient, forBoth, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

forBoth(world, (run) => {
  test('close() in a listener stops the events behind it in the same chunk', TIMEOUT, async () => {
    const route = world.server.route(
      '/same-chunk',
      answers.open('data: a\n\ndata: b\n\ndata: c\n\nevent: tick\ndata: d\n\n'),
    );
    const outcome = await run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url);
        const { log, seen, data } = watch(source, ['tick']);
        source.addEventListener('message', (event) => event.data === 'b' && source.close());
        await seen('message', 2);
        await sleep(300);
        return { data: data(), types: log.map(({ type }) => type), readyState: source.readyState };
      },
      route.url,
    );
    assert.deepEqual(outcome, { data: ['a', 'b'], types: ['open', 'message', 'message'], readyState: 2 });
    await closedByClient(route);
  });

  test('close() in a listener lets the other listeners of that event have it', TIMEOUT, async () => {
    const route = world.server.route('/other-listeners', answers.open('data: a\n\n'));
    const calls = await run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        const source = new EventSource(url);
        const calls = [];
        source.onmessage = () => {
          calls.push('first');
          source.close();
        };
        source.addEventListener('message', () => calls.push('second'));
        await nextEvent(source, 'message');
        return calls;
      },
      route.url,
    );
    assert.deepEqual(calls, ['first', 'second']);
  });

  test('close() in the open listener: no message comes', TIMEOUT, async () => {
    const route = world.server.route('/close-in-open', answers.open('data: a\n\n'));
    const log = await run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url);
        source.onopen = () => source.close();
        const { log, seen } = watch(source);
        await seen('open');
        await sleep(300);
        return log.map(({ type, readyState }) => `${type} ${readyState}`);
      },
      route.url,
    );
    assert.deepEqual(log, ['open 2']);
    await closedByClient(route);
  });

  test('close() right after the constructor: nothing is sent', TIMEOUT, async () => {
    const route = world.server.route('/never-sent', answers.open('data: a\n\n'));
    const outcome = await run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url);
        const { log } = watch(source);
        source.close();
        const { readyState } = source;
        await sleep(700);
        return { log, readyState };
      },
      route.url,
    );
    assert.deepEqual(outcome, { log: [], readyState: 2 });
    assert.equal(route.requests.length, 0);
  });

  test('close() before the response head: the request is aborted, and no event comes', TIMEOUT, async () => {
    const route = world.server.route('/no-head', (_, connection) => connection.hang());
    const running = run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url);
        const { log } = watch(source);
        await sleep(500);
        source.close();
        await sleep(500);
        return { log, readyState: source.readyState };
      },
      route.url,
    );
    await closedByClient(route);
    assert.deepEqual(await running, { log: [], readyState: 2 });
    assert.equal(route.requests.length, 1);
  });

  test('close() closes the connection, fires nothing, and may be called again', TIMEOUT, async () => {
    const route = world.server.route('/close', answers.open('data: a\n\n'));
    const outcome = await run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url);
        const { log, seen } = watch(source);
        await seen('message');
        const results = [source.close(), source.close()].map(String);
        await sleep(300);
        source.close();
        return { results, types: log.map(({ type }) => type), readyState: source.readyState };
      },
      route.url,
    );
    assert.deepEqual(outcome, { results: ['undefined', 'undefined'], types: ['open', 'message'], readyState: 2 });
    await closedByClient(route);
    assert.equal(route.requests.length, 1);
  });

  test('a page that is left closes its connections', TIMEOUT, async () => {
    const route = world.server.route('/left', answers.open('data: a\n\n'));
    await run(
      'window',
      ({ EventSource, nextEvent }, url) => nextEvent(new EventSource(url), 'message').then(() => {}),
      route.url,
    );
    await world.browser.reset();
    await closedByClient(route);
  });

  test('a listener that throws is reported to the window, and breaks nothing', TIMEOUT, async () => {
    const route = world.server.route('/throws', [
      answers.stream('retry: 10\ndata: a\n\ndata: b\n\n', 'event: tick\ndata: c\n\n'),
      answers.stream('data: d\n\n'),
    ]);
    const outcome = await run(
      'window',
      async ({ EventSource, watch }, url) => {
        const reported = [];
        window.addEventListener('error', (event) => {
          event.preventDefault();
          reported.push(event.error.message);
        });
        const source = new EventSource(url);
        const fail = (event) => {
          throw new Error(`${event.type} ${event.data ?? ''}`.trim());
        };
        source.onopen = fail;
        source.onmessage = fail;
        source.onerror = fail;
        source.addEventListener('tick', fail);
        const { failed, data } = watch(source, ['tick']);
        await failed();
        return { reported, data: data() };
      },
      route.url,
    );
    assert.deepEqual(outcome, {
      reported: [...['open', 'message a', 'message b', 'tick c', 'error'], ...['open', 'message d', 'error'], 'error'],
      data: ['a', 'b', 'c', 'd'],
    });
  });

  test('a listener may open another source, and close the first', TIMEOUT, async () => {
    const first = world.server.route('/first', answers.open('data: a\n\ndata: never\n\n'));
    const second = world.server.route('/second', answers.open('data: b\n\n'));
    const data = await run(
      'window',
      async ({ EventSource, within, sleep }, firstUrl, secondUrl) => {
        const data = [];
        await within(
          new Promise((resolve) => {
            const one = new EventSource(firstUrl);
            one.onmessage = (event) => {
              data.push(event.data);
              const two = new EventSource(secondUrl);
              one.close();
              two.onmessage = (event) => {
                data.push(event.data);
                two.close();
                resolve();
              };
            };
          }),
          "the second source's message",
        );
        await sleep(200);
        return data;
      },
      first.url,
      second.url,
    );
    assert.deepEqual(data, ['a', 'b']);
    await closedByClient(first);
    await closedByClient(second);
  });

  test('sources side by side keep their streams apart', TIMEOUT, async () => {
    const routes = ['x', 'y', 'z'].map((name) =>
      world.server.route(`/side-by-side-${name}`, async (_, connection) => {
        await connection.stream();
        for (let index = 0; index < 20; index++) {
          await connection.write(`id: ${name}${index}\nda`);
          await connection.pause(1);
          await connection.write(`ta: ${name}\n\n`);
        }
        await connection.hang();
      }),
    );
    const ids = await run(
      'window',
      async ({ EventSource, watch }, urls) => {
        const sources = urls.map((url) => new EventSource(url));
        const logs = await Promise.all(sources.map((source) => watch(source).seen('message', 20)));
        for (const source of sources) source.close();
        return logs.map((log) => log.slice(1).map(({ data, lastEventId }) => data + lastEventId));
      },
      routes.map(({ url }) => url),
    );
    const expected = ['x', 'y', 'z'].map((name) => Array.from({ length: 20 }, (_, index) => `${name}${name}${index}`));
    assert.deepEqual(ids, expected);
  });
});

describe('the signal', () => {
  test('aborted in mid-stream: closed, without an event, and the connection with it', TIMEOUT, async () => {
    const route = world.server.route('/abort', answers.open('data: a\n\n'));
    const outcome = await world.run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const controller = new AbortController();
        const source = new EventSource(url, { signal: controller.signal });
        const { log, seen } = watch(source);
        await seen('message');
        controller.abort();
        const { readyState } = source;
        await sleep(500);
        return { types: log.map(({ type }) => type), readyState };
      },
      route.url,
    );
    assert.deepEqual(outcome, { types: ['open', 'message'], readyState: 2 });
    await closedByClient(route);
    assert.equal(route.requests.length, 1);
  });

  test('aborted before the constructor: closed, and nothing is sent', TIMEOUT, async () => {
    const route = world.server.route('/pre-aborted', answers.open('data: a\n\n'));
    const outcome = await world.run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url, { signal: AbortSignal.abort() });
        const { log } = watch(source);
        const { readyState } = source;
        await sleep(700);
        return { log, readyState };
      },
      route.url,
    );
    assert.deepEqual(outcome, { log: [], readyState: 2 });
    assert.equal(route.requests.length, 0);
  });

  test('aborted before the response head', TIMEOUT, async () => {
    const route = world.server.route('/abort-no-head', (_, connection) => connection.hang());
    const running = world.run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const source = new EventSource(url, { method: 'POST', body: 'x', signal: AbortSignal.timeout(500) });
        const { log } = watch(source);
        await sleep(1000);
        return { log, readyState: source.readyState };
      },
      route.url,
    );
    await closedByClient(route);
    assert.deepEqual(await running, { log: [], readyState: 2 });
  });

  test('aborted in a listener: the events behind it do not come', TIMEOUT, async () => {
    const route = world.server.route('/abort-in-listener', answers.open('data: a\n\ndata: b\n\n'));
    const data = await world.run(
      'window',
      async ({ EventSource, watch, sleep }, url) => {
        const controller = new AbortController();
        const source = new EventSource(url, { signal: controller.signal });
        source.addEventListener('message', () => controller.abort('enough'));
        const { seen, data } = watch(source);
        await seen('message');
        await sleep(300);
        return data();
      },
      route.url,
    );
    assert.deepEqual(data, ['a']);
  });

  test('aborted during the wait', TIMEOUT, async () => {
    const route = world.server.route('/abort-in-wait', answers.stream('retry: 200\ndata: a\n\n'));
    const readyState = await world.run(
      'window',
      async ({ EventSource, nextEvent, sleep }, url) => {
        const controller = new AbortController();
        const source = new EventSource(url, { signal: controller.signal });
        await nextEvent(source, 'error');
        controller.abort();
        await sleep(700);
        return source.readyState;
      },
      route.url,
    );
    assert.equal(readyState, 2);
    assert.equal(route.requests.length, 1);
  });

  test('one signal for two sources ends both', TIMEOUT, async () => {
    const routes = [1, 2].map((number) => world.server.route(`/abort-both-${number}`, answers.open('data: a\n\n')));
    await world.run(
      'window',
      async ({ EventSource, nextEvent }, urls) => {
        const controller = new AbortController();
        const sources = urls.map((url) => new EventSource(url, { signal: controller.signal }));
        await Promise.all(sources.map((source) => nextEvent(source, 'message')));
        controller.abort();
      },
      routes.map(({ url }) => url),
    );
    await Promise.all(routes.map((route) => closedByClient(route)));
  });

  test('is listened to only as long as the source or the stream lasts', TIMEOUT, async () => {
    const route = world.server.route('/let-go', answers.open('data: a\n\n'));
    const refusing = world.server.route('/let-go-refused', (_, connection) => connection.respond(404));
    const listening = await world.run(
      'window',
      async ({ EventSource, eventStream, nextEvent, drain }, url, refusing) => {
        const { signal } = new AbortController();
        let listening = 0;
        for (const [name, step] of Object.entries({ addEventListener: 1, removeEventListener: -1 })) {
          signal[name] = (...args) => {
            listening += step;
            AbortSignal.prototype[name].apply(signal, args);
          };
        }
        const counts = [];
        const source = new EventSource(url, { signal });
        await nextEvent(source, 'message');
        counts.push(listening);
        source.close();
        source.close();
        counts.push(Math.max(listening, 0));
        listening = 0;
        await nextEvent(new EventSource(refusing, { signal }), 'error');
        await drain(eventStream(url, { signal, until: 'a' }));
        await drain(eventStream(refusing, { signal }));
        counts.push(Math.max(listening, 0));
        return counts;
      },
      route.url,
      refusing.url,
    );
    assert.deepEqual(listening, [1, 0, 0]);
  });
});
