import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, find, listen } from '../../docs/recipes/code/abort.js';
import { answers } from '../support/harness.js';
import { within } from '../support/page/wait.js';
import { TIMEOUT, useServer } from './support/server.js';

const server = useServer();
const endless = answers.open('data: a\n\n', 'data: b\n\n', 'data: c\n\n');
const abortedBy = async (route) => (await (await route.request()).closed).by;

test('collect keeps what has come until it is stopped', TIMEOUT, async () => {
  const stop = new AbortController();
  const route = server.route('/answer', async (_, connection) => {
    await connection.stream();
    await connection.write('data: a\n\ndata: b\n\n');
    await connection.pause(200);
    stop.abort();
    await connection.hang();
  });
  assert.equal(await collect(route.url, stop.signal), 'ab');
  assert.equal(await abortedBy(route), 'client');
});

test('collect reads to the end if it is let, and throws what is no abort', TIMEOUT, async () => {
  const { signal } = new AbortController();
  const whole = server.route('/answer', answers.stream('data: a\n\n', 'data: b\n\n'));
  assert.equal(await collect(whole.url, signal), 'ab');
  const refused = server.route('/answer', (_, connection) => connection.respond(500));
  await assert.rejects(collect(refused.url, signal), { status: 500 });
});

test('a signal that is aborted from the start sends nothing', TIMEOUT, async () => {
  const route = server.route('/answer', endless);
  assert.equal(await collect(route.url, AbortSignal.abort()), '');
  assert.equal(route.requests.length, 0);
});

test('find leaves the loop, which aborts the request', TIMEOUT, async () => {
  const route = server.route('/answer', endless);
  assert.equal((await find(route.url, ({ data }) => data === 'b')).data, 'b');
  assert.equal(await abortedBy(route), 'client');
});

test('find aborts the request when its predicate throws', TIMEOUT, async () => {
  const route = server.route('/answer', endless);
  const careless = () => {
    throw new RangeError('oh');
  };
  await assert.rejects(find(route.url, careless), RangeError);
  assert.equal(await abortedBy(route), 'client');
});

test('one signal ends many sources', TIMEOUT, async () => {
  const stop = new AbortController();
  const routes = ['/one', '/other'].map((path) => server.route(path, endless));
  const heard = routes.map(
    (route) => new Promise((resolve) => listen(route.url, stop.signal, ({ data }) => data === 'c' && resolve())),
  );
  await within(Promise.all(heard), 'both sources to be heard');
  stop.abort();
  assert.deepEqual(await Promise.all(routes.map(abortedBy)), ['client', 'client']);
});
