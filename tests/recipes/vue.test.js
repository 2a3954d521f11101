import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, TIMEOUT } from '../support/harness.js';
import { useRecipe } from './support/browser.js';

const world = useRecipe('../page/vue.js');

/** Runs in the browser: mounts the component, and does as told until the page shows what is expected. */
async function show({ eventually }, mount, url, steps) {
  const { [mount]: mounted } = await import('/recipe.js');
  const app = mounted(url);
  for (const { listenTo, unmount, html } of steps) {
    if (listenTo) app.listenTo(listenTo);
    if (unmount) app.unmount();
    await eventually(() => app.html() === html, html).catch((error) => {
      throw new Error(`${error.message}; there is ${app.html()}`);
    });
  }
}

test('the latest message is shown, and to unmount aborts', TIMEOUT, async () => {
  const route = world.server.route('/prices', async (_, connection) => {
    await connection.stream();
    await connection.pause(100);
    await connection.write('data: 1\n\n');
    await connection.pause(100);
    await connection.write('data: 2\n\n');
    await connection.hang();
  });
  const steps = ['<p class="connecting"></p>', '<p class="open">1</p>', '<p class="open">2</p>'].map((html) => ({
    html,
  }));
  await world.run('window', show, 'mount', route.url, [...steps, { unmount: true, html: '' }]);
  assert.equal((await (await route.request()).closed).by, 'client');
  assert.equal(route.requests.length, 1);
});

test('another URL is another stream, and the one before is aborted', TIMEOUT, async () => {
  const first = world.server.route('/first', answers.open('data: 1\n\n'));
  const second = world.server.route('/second', answers.open('data: 2\n\n'));
  await world.run('window', show, 'mount', first.url, [
    { html: '<p class="open">1</p>' },
    { listenTo: second.url, html: '<p class="open">2</p>' },
  ]);
  assert.equal((await (await first.request()).closed).by, 'client');
});

test('a lost connection is made again, and the error is gone then', TIMEOUT, async () => {
  const route = world.server.route('/prices', [answers.reset, answers.open('data: 1\n\n')]);
  await world.run('window', show, 'mount', route.url, [{ html: '<p class="open">1</p>' }]);
  assert.equal(route.requests.length, 2);
});

test('a refusal closes it, and is shown', TIMEOUT, async () => {
  const route = world.server.route('/prices', (_, connection) => connection.respond(404));
  await world.run('window', show, 'mount', route.url, [{ html: '<p class="closed">status</p>' }]);
});

test('a component whose prop changes listens to another stream', TIMEOUT, async () => {
  const route = world.server.route('/prices', async (request, connection) => {
    await connection.stream();
    await connection.write(`data: ${request.url.searchParams.get('symbol')} 7\n\n`);
    await connection.hang();
  });
  await world.run('window', show, 'mountPriceTag', 'a', [
    { html: '<p class="open">a 7</p>' },
    { listenTo: 'b', html: '<p class="open">b 7</p>' },
    { unmount: true, html: '' },
  ]);
  assert.equal((await (await route.request(1)).closed).by, 'client');
  assert.equal((await (await route.request(2)).closed).by, 'client');
  assert.equal(route.requests.length, 2);
});
