// The same in dedicated, shared and service workers: what depends on the scope, and one round of all the rest.
import assert from 'node:assert/strict';
import { env } from 'node:process';
import { describe, test } from 'node:test';
import { answers, forBoth, TIMEOUT, useBrowser } from '../support/harness.js';
import { within } from '../support/page/wait.js';

const world = useBrowser();

// A service worker may not import late, so it has the engine as WebAssembly or not at all.
const SCOPES = ['dedicated', 'shared', ...(env.E2E_ENGINE === 'script' ? [] : ['service'])];

for (const scope of SCOPES) {
  describe(`a ${scope} worker`, () => {
    forBoth(world, (run) => {
      test('is the scope where this runs', TIMEOUT, async () => {
        const names = {
          dedicated: 'DedicatedWorkerGlobalScope',
          shared: 'SharedWorkerGlobalScope',
          service: 'ServiceWorkerGlobalScope',
        };
        assert.equal(await run(scope, () => globalThis.constructor.name), names[scope]);
      });

      test('open, messages, types, ids and origin', TIMEOUT, async () => {
        const route = world.server.route('/round', answers.open('id: 1\nevent: tick\ndata: é\n\n', 'data: b\n\n'));
        const log = await run(
          scope,
          async ({ EventSource, watch }, url) => {
            const source = new EventSource(url);
            const { log, seen } = watch(source, ['tick']);
            await seen('message');
            source.close();
            return log;
          },
          route.url,
        );
        const { origin } = world.server;
        assert.deepEqual(log, [
          { type: 'open', readyState: 1 },
          { type: 'tick', readyState: 1, data: 'é', lastEventId: '1', origin },
          { type: 'message', readyState: 1, data: 'b', lastEventId: '1', origin },
        ]);
        const end = await within((await route.request()).closed, 'the client to close the connection');
        assert.equal(end.by, 'client');
      });

      test("addresses are resolved against the worker's own", TIMEOUT, async () => {
        const urls = await run(scope, ({ EventSource }) =>
          ['x', '../x', '/x?y', '#z'].map((address) => {
            const source = new EventSource(address);
            source.close();
            return source.url;
          }),
        );
        const { origin } = world.server;
        const script = scope === 'service' ? 'service-worker.js' : 'worker.js';
        assert.deepEqual(urls, [
          `${origin}/support/x`,
          `${origin}/x`,
          `${origin}/x?y`,
          `${origin}/support/${script}#z`,
        ]);
      });

      test('a bad address throws a SyntaxError', TIMEOUT, async () => {
        const thrown = await run(scope, ({ EventSource, thrownBy }) => thrownBy(() => new EventSource('https://[')));
        assert.deepEqual(thrown, { name: 'SyntaxError', isTypeError: false, isDOMException: true, code: 12 });
      });

      test('reconnection with the last event id, and a status that ends it', TIMEOUT, async () => {
        const route = world.server.route('/again', [
          answers.stream('retry: 10\nid: 7\ndata: a\n\n'),
          async (_, connection) => {
            await connection.stream();
            await connection.write('data: b\n\n');
            await connection.reset();
          },
        ]);
        const log = await run(scope, ({ EventSource, watch }, url) => watch(new EventSource(url)).failed(), route.url);
        const round = ['open 1', 'message 1', 'error 0'];
        assert.deepEqual(
          log.map(({ type, readyState }) => `${type} ${readyState}`),
          [...round, ...round, 'error 2'],
        );
        const ids = route.requests.map((request) => request.header('Last-Event-ID'));
        assert.deepEqual(ids, [undefined, '7', '7']);
      });

      test('another origin', TIMEOUT, async () => {
        const route = world.server.route('/other', answers.open('data: a\n\n'), { cors: 'any' });
        const origin = await run(
          scope,
          async ({ EventSource, nextEvent }, url) => {
            const source = new EventSource(url);
            const event = await nextEvent(source, 'message');
            source.close();
            return event.origin;
          },
          route.otherUrl,
        );
        assert.equal(origin, world.server.otherOrigin);
      });

      test("a listener that throws is reported to the worker's global", TIMEOUT, async () => {
        const route = world.server.route('/throws-in-worker', answers.open('data: a\n\ndata: b\n\n'));
        const outcome = await run(
          scope,
          async ({ EventSource, watch }, url) => {
            const reported = [];
            const listen = (event) => {
              event.preventDefault();
              reported.push(event.error.message);
            };
            globalThis.addEventListener('error', listen);
            const source = new EventSource(url);
            source.onmessage = (event) => {
              throw new Error(`at ${event.data}`);
            };
            const { seen, data } = watch(source);
            await seen('message', 2);
            source.close();
            globalThis.removeEventListener('error', listen);
            return { reported, data: data() };
          },
          route.url,
        );
        assert.deepEqual(outcome, { reported: ['at a', 'at b'], data: ['a', 'b'] });
      });
    });

    describe('eventsource-wasm', () => {
      test('a POST with headers, once', TIMEOUT, async () => {
        const route = world.server.route('/worker-post', answers.stream('retry: 10\ndata: a\n\n'));
        const log = await world.run(
          scope,
          async ({ EventSource, watch, eventually, sleep }, url) => {
            const source = new EventSource(url, { method: 'POST', headers: { 'X-A': 'b' }, body: 'x' });
            const { log } = watch(source);
            await eventually(() => source.readyState === 2, 'the source to close');
            await sleep(300);
            return log.map(({ type, readyState }) => `${type} ${readyState}`);
          },
          route.url,
        );
        assert.deepEqual(log, ['open 1', 'message 1']);
        assert.equal(route.requests.length, 1);
        assert.equal(route.requests[0].header('X-A'), 'b');
        assert.equal(route.requests[0].body.toString(), 'x');
      });

      test('a refusal says why', TIMEOUT, async () => {
        const [{ error }] = await world.run(scope, ({ EventSource, watch }) =>
          watch(new EventSource('/status/418?body=teapot')).failed(),
        );
        assert.equal(error.code, 'status');
        assert.equal(error.status, 418);
        assert.equal(error.body, 'teapot');
      });

      test('a refusal by CORS is told from a dead network', TIMEOUT, async () => {
        const refuses = world.server.route('/worker-cors', answers.stream('data: a\n\n'));
        const dead = world.server.route('/worker-dead', answers.reset);
        const codes = await world.run(
          scope,
          ({ EventSource, nextEvent }, urls) =>
            Promise.all(
              urls.map(async (url) => {
                const source = new EventSource(url);
                const { error } = await nextEvent(source, 'error');
                source.close();
                return error.code;
              }),
            ),
          [refuses.otherUrl, dead.otherUrl],
        );
        assert.deepEqual(codes, ['cors', 'network']);
      });

      test('a signal', TIMEOUT, async () => {
        const route = world.server.route('/worker-signal', answers.open('data: a\n\n'));
        const readyState = await world.run(
          scope,
          async ({ EventSource, nextEvent }, url) => {
            const controller = new AbortController();
            const source = new EventSource(url, { signal: controller.signal });
            await nextEvent(source, 'message');
            controller.abort();
            return source.readyState;
          },
          route.url,
        );
        assert.equal(readyState, 2);
        const end = await within((await route.request()).closed, 'the client to close the connection');
        assert.equal(end.by, 'client');
      });
    });
  });
}
