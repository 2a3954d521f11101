import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, TIMEOUT } from '../support/harness.js';
import { useRecipe } from './support/browser.js';

const world = useRecipe('../page/react.jsx');
const text = (text) => `data: ${JSON.stringify({ text })}\n\n`;
const asked = (route) => route.requests.map(({ method, body }) => `${method} ${body}`);

test('the answer grows, and StrictMode asks once, the first time and later', TIMEOUT, async () => {
  const route = world.server.route('/ask', async (_, connection) => {
    await connection.stream();
    await connection.write(text('Grü'));
    await connection.pause(50);
    await connection.write(text('ße'));
    await connection.write('data: [DONE]\n\n');
    await connection.hang();
  });
  const html = await world.run(
    'window',
    async ({ eventually, sleep }, url) => {
      const { mount } = await import('/recipe.js');
      const html = [];
      for (const question of ['cold', 'warm']) {
        const app = mount(url, question);
        await eventually(() => app.html().includes('busy="true"'), 'the article');
        await eventually(() => app.text() === 'Grü', 'the first piece');
        await eventually(() => app.html().includes('busy="false"'), 'the end');
        await sleep(200);
        html.push(app.html());
      }
      return html;
    },
    route.url,
  );
  assert.deepEqual(html, Array(2).fill('<article aria-busy="false">Grüße</article>'));
  assert.deepEqual(asked(route), ['POST {"question":"cold"}', 'POST {"question":"warm"}']);
});

test('another question aborts the one before, and answers never mix', TIMEOUT, async () => {
  const route = world.server.route('/ask', [
    answers.open(text('first')),
    answers.open(text('second'), 'data: [DONE]\n\n'),
  ]);
  const shown = await world.run(
    'window',
    async ({ eventually }, url) => {
      const { mount } = await import('/recipe.js');
      const app = mount(url, 1);
      await eventually(() => app.text() === 'first', 'the first answer');
      app.ask(2);
      await eventually(() => app.html().includes('busy="false"'), 'the second answer');
      return app.text();
    },
    route.url,
  );
  assert.equal(shown, 'second');
  assert.equal((await (await route.request(1)).closed).by, 'client');
  assert.deepEqual(asked(route), ['POST {"question":1}', 'POST {"question":2}']);
});

test('to unmount aborts, and says nothing', TIMEOUT, async () => {
  const route = world.server.route('/ask', answers.open(text('a')));
  const heard = world.browser.messages.length;
  await world.run(
    'window',
    async ({ eventually, sleep }, url) => {
      const { mount } = await import('/recipe.js');
      const app = mount(url, 'why?');
      await eventually(() => app.text() === 'a', 'the answer');
      app.unmount();
      await sleep(100);
    },
    route.url,
  );
  assert.equal((await (await route.request()).closed).by, 'client');
  assert.equal(route.requests.length, 1);
  assert.deepEqual(world.browser.messages.slice(heard), []);
});

test('what went wrong is shown, behind what came before it', TIMEOUT, async () => {
  const route = world.server.route('/ask', async (_, connection) => {
    await connection.stream();
    await connection.write(text('so far'));
    await connection.reset();
  });
  const html = await world.run(
    'window',
    async ({ eventually, sleep }, url) => {
      const { mount } = await import('/recipe.js');
      const app = mount(url, 'why?');
      await eventually(() => app.html().includes('alert'), 'the error');
      await sleep(200);
      return app.html();
    },
    route.url,
  );
  assert.match(html, /^<article aria-busy="false">so far<p role="alert">The connection to .* broke off/);
  assert.equal(route.requests.length, 1);
});
