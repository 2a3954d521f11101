// The first request goes out while the engine is still being loaded: by an application that brings it, and takes its time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, closedByClient, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

test('a GET does not wait for the engine, and a POST does', TIMEOUT, async () => {
  const route = world.server.route('/early', answers.open('data: a\n\n'));
  const outcome = await world.run(
    'window',
    async ({ watch, sleep }, url) => {
      const { EventSource, useEngine } = await import('/dist/slim.js');
      let load;
      useEngine(() => new Promise((resolve) => (load = resolve)));
      const asked = [];
      const open = (method) => {
        const made = [];
        const source = new EventSource(url, {
          method,
          headers: (attempt) => {
            // Not within the constructor's call.
            made.push(attempt.number, source.readyState);
            return {};
          },
          fetch: (...request) => {
            asked.push(method);
            return fetch(...request);
          },
        });
        return { ...watch(source), made };
      };
      const sources = [open('GET'), open('POST')];
      await sleep(300);
      const early = [...asked];
      const heard = sources.map(({ log }) => log.length);
      load('/dist/engine.wasm');
      for (const { seen } of sources) await seen('message');
      return { early, heard, asked, made: sources.map(({ made }) => made), data: sources.map(({ data }) => data()) };
    },
    route.url,
  );
  assert.deepEqual(outcome, {
    early: ['GET'],
    heard: [0, 0],
    asked: ['GET', 'POST'],
    made: [
      [1, 0],
      [1, 0],
    ],
    data: [['a'], ['a']],
  });
});

test('it resumes from the id that it was given', TIMEOUT, async () => {
  const route = world.server.route('/early-id', answers.open('data: a\n\n'));
  await world.run(
    'window',
    async ({ watch }, url) => {
      const { EventSource, useEngine } = await import('/dist/slim.js');
      useEngine('/dist/engine.wasm');
      await watch(new EventSource(url, { lastEventId: '7' })).seen('message');
    },
    route.url,
  );
  const request = await route.request();
  assert.equal(request.header('Last-Event-ID'), '7');
});

test('close() ends it, and nothing is heard', TIMEOUT, async () => {
  const route = world.server.route('/early-close', answers.open('data: a\n\n'));
  const log = await world.run(
    'window',
    async ({ watch, sleep }, url) => {
      const { EventSource, useEngine } = await import('/dist/slim.js');
      let load;
      useEngine(() => new Promise((resolve) => (load = resolve)));
      const source = new EventSource(url);
      const { log } = watch(source);
      await sleep(300);
      source.close();
      load('/dist/engine.wasm');
      await sleep(300);
      return log;
    },
    route.url,
  );
  assert.deepEqual(log, []);
  await closedByClient(route);
});

test('closed at once, nothing is asked', TIMEOUT, async () => {
  const route = world.server.route('/closed', answers.open('data: a\n\n'));
  await world.run(
    'window',
    async ({ sleep }, url) => {
      const { EventSource, useEngine } = await import('/dist/slim.js');
      useEngine('/dist/engine.wasm');
      new EventSource(url).close();
      await sleep(300);
    },
    route.url,
  );
  assert.equal(route.requests.length, 0);
});

test('an engine that does not come ends it', TIMEOUT, async () => {
  const route = world.server.route('/no-engine', answers.open('data: a\n\n'));
  const log = await world.run(
    'window',
    async ({ watch, sleep }, url) => {
      const { EventSource, useEngine } = await import('/dist/slim.js');
      useEngine(() => sleep(300).then(() => Promise.reject(new Error('not today'))));
      const { log, failed } = watch(new EventSource(url));
      await failed();
      await sleep(300);
      return log;
    },
    route.url,
  );
  assert.equal(log.length, 1);
  const { code, attempt, cause } = log[0].error;
  assert.deepEqual({ code, attempt, cause }, { code: 'unsupported', attempt: 0, cause: 'not today' });
  await closedByClient(route);
});

test('what fails meanwhile is told when the engine is there', TIMEOUT, async () => {
  const reset = world.server.route('/early-reset', answers.reset);
  const slow = world.server.route('/early-silence', (_, connection) => connection.hang());
  const refused = world.server.route('/early-refusal', (_, connection) => connection.respond(403, {}, 'no'));
  const outcome = await world.run(
    'window',
    async ({ watch, sleep }, ...urls) => {
      const unhandled = [];
      addEventListener('unhandledrejection', ({ reason }) => unhandled.push(`${reason}`));
      const { EventSource, useEngine } = await import('/dist/slim.js');
      let load;
      useEngine(() => new Promise((resolve) => (load = resolve)));
      const refuse = () => {
        throw new Error('no token');
      };
      const sources = urls.map((url) =>
        watch(new EventSource(url, { timeout: { connect: 100 }, retry: { attempts: 1, statuses: [403] } })),
      );
      sources.push(watch(new EventSource(urls[0], { headers: refuse })));
      await sleep(500);
      const heard = sources.map(({ log }) => log.length);
      load('/dist/engine.wasm');
      for (const { failed } of sources) await failed();
      return { unhandled, heard, errors: sources.map(({ log }) => log.map(({ error }) => error)) };
    },
    reset.url,
    slow.url,
    refused.url,
  );
  assert.deepEqual(outcome.unhandled, []);
  assert.deepEqual(outcome.heard, [0, 0, 0, 0]);
  assert.deepEqual(
    outcome.errors.map((errors) => errors.map(({ code, attempt, status }) => [code, attempt, status])),
    [[['network', 1, undefined]], [['timeout', 1, undefined]], [['status', 1, 403]], [['request', 1, undefined]]],
  );
  assert.match(outcome.errors[1][0].message, / 100 ms/);
  assert.equal(outcome.errors[3][0].cause, 'no token');
});
