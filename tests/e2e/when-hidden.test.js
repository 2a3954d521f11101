// whenHidden: a page that nobody sees may let go of its connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, closedByClient, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

const lastEventId = (request) => request.header('Last-Event-ID');

/** Runs in the page: opens a source that later calls know as `globalThis.source`, and waits for its first message. */
async function open({ EventSource, watch }, url, init) {
  globalThis.source = new EventSource(url, init);
  globalThis.watched = watch(globalThis.source);
  await globalThis.watched.seen('message');
}

/** Runs in the page: what a browser does when the page is hidden or shown. */
function show(_, visibilityState) {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
  Object.defineProperty(document, 'hidden', { value: visibilityState === 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

async function state({ sleep }, ms = 300) {
  await sleep(ms);
  return { readyState: globalThis.source.readyState, log: globalThis.watched.log };
}

const types = (log) => log.map(({ type, readyState }) => `${type} ${readyState}`);
const run = (test, ...args) => world.run('window', test, ...args);

test('disconnect: closed while hidden, and resumed when seen again', TIMEOUT, async () => {
  const route = world.server.route('/disconnect', [
    // A long wait that is not to be waited for.
    answers.open('retry: 600000\nid: 7\ndata: a\n\nid: 8\ndata: unfin'),
    answers.open('data: b\n\n'),
  ]);
  await run(open, route.url, { whenHidden: 'disconnect' });
  await run(show, 'hidden');
  await closedByClient(route);
  const hidden = await run(state, 500);
  assert.equal(hidden.readyState, 0);
  assert.deepEqual(types(hidden.log), ['open 1', 'message 1']);
  assert.equal(route.requests.length, 1);

  await run(show, 'visible');
  await run(() => globalThis.watched.seen('message', 2).then(() => {}));
  const visible = await run(state);
  assert.equal(visible.readyState, 1);
  assert.deepEqual(types(visible.log), ['open 1', 'message 1', 'open 1', 'message 1']);
  assert.deepEqual(route.requests.map(lastEventId), [undefined, '7']);
});

test('disconnect: again and again, and nothing counts as a failure', TIMEOUT, async () => {
  const route = world.server.route('/again', answers.open('id: 1\ndata: a\n\n'));
  await run(open, route.url, { whenHidden: 'disconnect', retry: { attempts: 1 } });
  for (let round = 1; round <= 3; round++) {
    await run(show, 'hidden');
    await closedByClient(route, round);
    await run(show, 'visible');
    await run((_, count) => globalThis.watched.seen('message', count).then(() => {}), round + 1);
  }
  const { log } = await run(state);
  assert.equal(log.filter(({ type }) => type === 'error').length, 0);
  assert.equal(route.requests.length, 4);
});

test('disconnect: close() while hidden is for good', TIMEOUT, async () => {
  const route = world.server.route('/close', answers.open('data: a\n\n'));
  await run(open, route.url, { whenHidden: 'disconnect' });
  await run(show, 'hidden');
  await closedByClient(route);
  await run(() => globalThis.source.close());
  await run(show, 'visible');
  const { readyState, log } = await run(state, 500);
  assert.equal(readyState, 2);
  assert.deepEqual(types(log), ['open 1', 'message 1']);
  assert.equal(route.requests.length, 1);
});

test('disconnect: a retry that is due while hidden waits until the page is seen', TIMEOUT, async () => {
  const route = world.server.route('/due', [
    async (_, connection) => {
      await connection.stream();
      await connection.write('retry: 400\ndata: a\n\n');
      await connection.end();
    },
    answers.open('data: b\n\n'),
  ]);
  await run(open, route.url, { whenHidden: 'disconnect' });
  await run(() => globalThis.watched.seen('error').then(() => {}));
  await run(show, 'hidden');
  await run(state, 1000);
  assert.equal(route.requests.length, 1);
  await run(show, 'visible');
  await run(() => globalThis.watched.seen('message', 2).then(() => {}));
  assert.equal(route.requests.length, 2);
});

for (const init of [{ method: 'POST', body: 'x' }, { retry: false }]) {
  test(`disconnect: what may not be sent twice is left alone: ${JSON.stringify(init)}`, TIMEOUT, async () => {
    const route = world.server.route('/left-alone', async (_, connection) => {
      await connection.stream();
      await connection.write('id: 7\ndata: a\n\n');
      await connection.pause(1000);
      await connection.write('data: b\n\n');
      await connection.end();
    });
    await run(open, route.url, { ...init, whenHidden: 'disconnect' });
    await run(show, 'hidden');
    await run(() => globalThis.watched.seen('message', 2).then(() => {}));
    await run(show, 'visible');
    const { readyState, log } = await run(state, 500);
    assert.equal(readyState, 2);
    assert.deepEqual(types(log), ['open 1', 'message 1', 'message 1']);
    assert.equal(route.requests.length, 1);
    assert.equal(route.requests[0].closedBy, 'server');
  });
}

test('disconnect: a POST that may be resumed is', TIMEOUT, async () => {
  const route = world.server.route('/resumed', [answers.open('id: 7\ndata: a\n\n'), answers.open('data: b\n\n')]);
  await run(open, route.url, { method: 'POST', body: 'x', whenHidden: 'disconnect', retry: { resend: 'resume' } });
  await run(show, 'hidden');
  await closedByClient(route);
  await run(show, 'visible');
  await run(() => globalThis.watched.seen('message', 2).then(() => {}));
  assert.deepEqual(route.requests.map(lastEventId), [undefined, '7']);
});

for (const init of [{}, { whenHidden: 'keep' }]) {
  test(`a hidden page keeps its connection: ${JSON.stringify(init)}`, TIMEOUT, async () => {
    const route = world.server.route('/keep', async (_, connection) => {
      await connection.stream();
      await connection.write('data: a\n\n');
      await connection.pause(800);
      await connection.write('data: b\n\n');
      await connection.hang();
    });
    await run(open, route.url, init);
    await run(show, 'hidden');
    await run(() => globalThis.watched.seen('message', 2).then(() => {}));
    await run(show, 'visible');
    const { readyState } = await run(state);
    assert.equal(readyState, 1);
    assert.equal(route.requests.length, 1);
    assert.equal(route.requests[0].closedBy, undefined);
  });
}

test('eventStream: the same', TIMEOUT, async () => {
  const route = world.server.route('/stream', [answers.open('id: 7\ndata: a\n\n'), answers.open('data: b\n\n')]);
  await run(async ({ eventStream }, url) => {
    globalThis.iterator = eventStream(url, { whenHidden: 'disconnect', retry: {} })[Symbol.asyncIterator]();
    await globalThis.iterator.next();
    globalThis.second = globalThis.iterator.next();
  }, route.url);
  await run(show, 'hidden');
  await closedByClient(route);
  await run(show, 'visible');
  const data = await run(async ({ within }) => {
    const { value } = await within(globalThis.second, 'the second event');
    await globalThis.iterator.return();
    return value.data;
  });
  assert.equal(data, 'b');
  assert.deepEqual(route.requests.map(lastEventId), [undefined, '7']);
  await closedByClient(route, 2);
});

test('in a worker, which has no page, nothing happens', TIMEOUT, async () => {
  const route = world.server.route('/worker', answers.open('data: a\n\n'));
  const data = await world.run(
    'dedicated',
    async ({ EventSource, nextEvent }, url) => {
      const source = new EventSource(url, { whenHidden: 'disconnect' });
      const { data } = await nextEvent(source, 'message');
      source.close();
      return data;
    },
    route.url,
  );
  assert.equal(data, 'a');
});

test('another word than keep and disconnect throws', TIMEOUT, async () => {
  const thrown = await run(({ EventSource, thrownBy }) =>
    thrownBy(() => new EventSource('/x', { whenHidden: 'pause' })),
  );
  assert.equal(thrown?.isTypeError, true);
});
