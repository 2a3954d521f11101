// What is sent: headers, bodies, credentials, and the other options of a request.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HEADERS_ENCODED_TWICE, skipFor } from '../support/engines.js';
import { answers, forBoth, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

/** Runs in the browser: opens a source, waits for its first message, and closes it. */
async function first({ EventSource, nextEvent }, url, init) {
  const source = new EventSource(url, init);
  const { data } = await nextEvent(source, 'message');
  source.close();
  return data;
}

const open = (path, options) => world.server.route(path, answers.open('data: a\n\n'), options);

forBoth(world, (run) => {
  test('a plain source asks for an event stream, past all caches, without Last-Event-ID', TIMEOUT, async () => {
    const route = open('/plain');
    await run('window', first, route.url);
    const [request] = route.requests;
    assert.equal(request.method, 'GET');
    assert.equal(request.header('Accept'), 'text/event-stream');
    assert.equal(request.header('Cache-Control'), 'no-cache');
    assert.equal(request.header('Last-Event-ID'), undefined);
    assert.equal(request.body.length, 0);
  });

  test('on its own origin cookies are sent', TIMEOUT, async () => {
    const route = open('/own-cookies');
    await run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        document.cookie = 'flavour=vanilla; path=/';
        const source = new EventSource(url);
        await nextEvent(source, 'message');
        source.close();
      },
      route.url,
    );
    assert.equal(route.requests[0].header('Cookie'), 'flavour=vanilla');
  });

  test('to another origin they are sent with withCredentials only', TIMEOUT, async () => {
    const route = open('/other-cookies', { cors: 'credentials' });
    await run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        document.cookie = 'flavour=vanilla; path=/';
        for (const withCredentials of [false, true]) {
          const source = new EventSource(url, { withCredentials });
          await nextEvent(source, 'message');
          source.close();
        }
      },
      route.otherUrl,
    );
    assert.deepEqual(
      route.requests.map((request) => request.header('Cookie')),
      [undefined, 'flavour=vanilla'],
    );
    // A plain GET needs no preflight.
    assert.equal(route.preflights.length, 0);
  });
});

describe('headers', () => {
  const kinds = {
    'an object': () => ({ Authorization: 'Bearer a', 'X-Two': 'b' }),
    'a Headers instance': () => new Headers({ Authorization: 'Bearer a', 'X-Two': 'b' }),
    'an array of pairs': () => [
      ['Authorization', 'Bearer a'],
      ['X-Two', 'b'],
    ],
    'an iterable of pairs': () => new Map(Object.entries({ Authorization: 'Bearer a', 'X-Two': 'b' })),
  };
  for (const [name, headers] of Object.entries(kinds)) {
    test(`as ${name}, on every attempt`, TIMEOUT, async () => {
      const route = world.server.route(`/headers/${name.replaceAll(' ', '-')}`, [
        answers.stream('retry: 10\nid: 1\ndata: a\n\n'),
      ]);
      await world.run(
        'window',
        ({ EventSource, watch }, url, source) => {
          // biome-ignore lint/security/noGlobalEval: a Headers instance cannot travel as JSON
          const headers = globalThis.eval(`(${source})()`);
          return watch(new EventSource(url, { headers })).failed();
        },
        route.url,
        String(headers),
      );
      assert.equal(route.requests.length, 2);
      for (const request of route.requests) {
        assert.equal(request.header('Authorization'), 'Bearer a');
        assert.equal(request.header('X-Two'), 'b');
        assert.equal(request.header('Accept'), 'text/event-stream');
      }
      assert.equal(route.requests[1].header('Last-Event-ID'), '1');
    });
  }

  test('an Accept of their own is kept', TIMEOUT, async () => {
    const route = open('/accept');
    await world.run('window', first, route.url, { headers: { accept: 'text/event-stream, application/json' } });
    assert.equal(route.requests[0].header('Accept'), 'text/event-stream, application/json');
  });
});

describe('bodies', () => {
  const kinds = {
    'a string': { make: () => 'héllo', type: 'text/plain;charset=UTF-8', body: 'héllo' },
    URLSearchParams: {
      make: () => new URLSearchParams({ a: '1', b: 'é' }),
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      body: 'a=1&b=%C3%A9',
    },
    'a Blob': { make: () => new Blob(['{}'], { type: 'application/json' }), type: 'application/json', body: '{}' },
    'an ArrayBuffer': { make: () => new TextEncoder().encode('bytes').buffer, type: undefined, body: 'bytes' },
    'a typed array': { make: () => new TextEncoder().encode('bytes').subarray(1, 4), type: undefined, body: 'yte' },
    FormData: {
      make: () => {
        const form = new FormData();
        form.set('field', 'value');
        return form;
      },
      type: /^multipart\/form-data; boundary=/,
      body: /name="field"\r\n\r\nvalue\r\n/,
    },
  };
  for (const [name, { make, type, body }] of Object.entries(kinds)) {
    test(name, TIMEOUT, async () => {
      const route = open(`/bodies/${name.replaceAll(' ', '-')}`);
      await world.run(
        'window',
        async ({ EventSource, nextEvent }, url, source) => {
          // biome-ignore lint/security/noGlobalEval: these bodies cannot travel as JSON
          const body = globalThis.eval(`(${source})()`);
          const events = new EventSource(url, { method: 'POST', body });
          await nextEvent(events, 'message');
          events.close();
        },
        route.url,
        String(make),
      );
      const [request] = route.requests;
      const same = (actual, expected) =>
        expected instanceof RegExp ? assert.match(actual, expected) : assert.equal(actual, expected);
      same(request.header('Content-Type'), type);
      same(request.body.toString(), body);
    });
  }
});

describe('credentials', () => {
  test("'omit' sends no cookies on the source's own origin", TIMEOUT, async () => {
    const route = open('/omit');
    await world.run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        document.cookie = 'flavour=vanilla; path=/';
        const source = new EventSource(url, { credentials: 'omit' });
        await nextEvent(source, 'message');
        source.close();
      },
      route.url,
    );
    assert.equal(route.requests[0].header('Cookie'), undefined);
  });

  test("'include' sends them to another", TIMEOUT, async () => {
    const route = open('/include', { cors: 'credentials' });
    await world.run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        document.cookie = 'flavour=vanilla; path=/';
        const source = new EventSource(url, { credentials: 'include' });
        await nextEvent(source, 'message');
        source.close();
      },
      route.otherUrl,
    );
    assert.equal(route.requests[0].header('Cookie'), 'flavour=vanilla');
  });
});

test('cache, referrer and referrerPolicy are those of the request', TIMEOUT, async () => {
  const route = open('/request-init');
  await world.run('window', first, route.url, {
    cache: 'default',
    referrer: '/some/page',
    referrerPolicy: 'unsafe-url',
  });
  const [request] = route.requests;
  assert.equal(request.header('Cache-Control'), undefined);
  assert.equal(request.header('Referer'), `${world.server.origin}/some/page`);
});

test("redirect: 'error' refuses a redirect", TIMEOUT, async () => {
  const target = open('/redirect-target');
  const route = world.server.route('/redirect-error', answers.redirect('/redirect-target'));
  const log = await world.run(
    'window',
    async ({ EventSource, watch }, url) => {
      const source = new EventSource(url, { redirect: 'error' });
      const log = await watch(source).seen('error');
      source.close();
      return log;
    },
    route.url,
  );
  assert.equal(log[0].type, 'error');
  assert.equal(target.requests.length, 0);
});

describe('lastEventId', () => {
  test('is sent with the first request, and is what events carry', TIMEOUT, async () => {
    const route = open('/resume');
    const id = await world.run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        const source = new EventSource(url, { lastEventId: '41' });
        const { lastEventId } = await nextEvent(source, 'message');
        source.close();
        return lastEventId;
      },
      route.url,
    );
    assert.equal(id, '41');
    assert.equal(route.requests[0].header('Last-Event-ID'), '41');
  });

  test('beyond ASCII it is sent as UTF-8', { ...TIMEOUT, skip: skipFor(HEADERS_ENCODED_TWICE) }, async () => {
    const route = open('/resume-utf-8');
    await world.run('window', first, route.url, { lastEventId: 'é€日😀' });
    assert.deepEqual(route.requests[0].headerBytes('Last-Event-ID'), Buffer.from('é€日😀'));
  });

  test('goes along with the other headers, in a POST too', TIMEOUT, async () => {
    const route = open('/resume-post');
    await world.run('window', first, route.url, {
      method: 'POST',
      body: 'x',
      headers: { 'X-A': 'b' },
      lastEventId: '7',
    });
    const [request] = route.requests;
    assert.equal(request.header('Last-Event-ID'), '7');
    assert.equal(request.header('X-A'), 'b');
  });
});

describe('a fetch of their own', () => {
  test('is what asks, with the request that would have been made', TIMEOUT, async () => {
    const route = open('/own-fetch');
    const fact = await world.run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        const asked = [];
        const source = new EventSource(url, {
          method: 'POST',
          body: 'x',
          headers: { 'X-A': 'b' },
          fetch: (...args) => {
            const request = new Request(...args);
            asked.push({
              url: request.url,
              method: request.method,
              a: request.headers.get('X-A'),
              signal: !!request.signal,
            });
            return fetch(...args);
          },
        });
        const { data } = await nextEvent(source, 'message');
        source.close();
        return { asked, data };
      },
      route.url,
    );
    assert.deepEqual(fact, { asked: [{ url: route.url, method: 'POST', a: 'b', signal: true }], data: 'a' });
    assert.equal(route.requests.length, 1);
  });

  test('may make up the response', TIMEOUT, async () => {
    const fact = await world.run('window', async ({ EventSource, nextEvent }) => {
      const source = new EventSource('/never-asked', {
        fetch: async () => new Response('id: 1\ndata: a\n\n', { headers: { 'Content-Type': 'text/event-stream' } }),
      });
      const { data, lastEventId, origin } = await nextEvent(source, 'message');
      source.close();
      return { data, lastEventId, origin };
    });
    assert.deepEqual(fact, { data: 'a', lastEventId: '1', origin: world.server.origin });
  });

  test('whose body breaks off: a lost connection', TIMEOUT, async () => {
    const log = await world.run('window', async ({ EventSource, watch }) => {
      const source = new EventSource('/never-asked', {
        fetch: async () => {
          const chunks = ['data: a\n\n', 'data: unfinished'];
          const body = new ReadableStream({
            pull(controller) {
              if (chunks.length) controller.enqueue(new TextEncoder().encode(chunks.shift()));
              else controller.error(new TypeError('gone'));
            },
          });
          return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
        },
      });
      const log = await watch(source).seen('error');
      source.close();
      return log;
    });
    assert.deepEqual(
      log.map(({ type, readyState }) => `${type} ${readyState}`),
      ['open 1', 'message 1', 'error 0'],
    );
    assert.equal(log[2].error.code, 'network');
  });

  for (const [how, fails] of [
    ['rejects', () => Promise.reject(new TypeError('no network'))],
    [
      'throws',
      () => {
        throw new TypeError('no network');
      },
    ],
  ]) {
    test(`${how}: a lost connection, with what it said as the cause`, TIMEOUT, async () => {
      const fact = await world.run(
        'window',
        async ({ EventSource, nextEvent }, source) => {
          // biome-ignore lint/security/noGlobalEval: a function travels as source
          const failing = globalThis.eval(`(${source})`);
          const events = new EventSource('/never-asked', { fetch: failing });
          const { error } = await nextEvent(events, 'error');
          events.close();
          return { code: error.code, cause: error.cause?.message };
        },
        String(fails),
      );
      assert.deepEqual(fact, { code: 'network', cause: 'no network' });
    });
  }
});

test('options that are not ours go to fetch as they are, and ours do not', TIMEOUT, async () => {
  const names = await world.run('window', async ({ EventSource, eventStream, drain }) => {
    const signal = AbortSignal.timeout(5000);
    const ours = {
      lastEventId: '1',
      retry: {},
      timeout: {},
      whenHidden: 'keep',
      maxEventBytes: 9,
      request: () => ({}),
    };
    const theirs = { priority: 'high', dispatcher: 'of Node', cf: {} };
    const ask = (open) =>
      new Promise((resolve) => {
        const fetch = (_, init) => {
          resolve(Object.keys(init).sort());
          return new Promise(() => {});
        };
        open({ ...ours, ...theirs, signal, fetch });
      });
    return [
      await ask((init) => new EventSource('/x', { ...init, withCredentials: true })),
      await ask((init) => drain(eventStream('/x', { ...init, until: 'z' }))),
    ];
  });
  const expected = ['body', 'cache', 'cf', 'credentials', 'dispatcher', 'duplex', 'headers', 'method', 'priority'];
  assert.deepEqual(names, Array(2).fill([...expected, 'signal']));
});
