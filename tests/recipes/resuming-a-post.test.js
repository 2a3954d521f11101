// In a browser, because Node's fetch takes a connection that breaks off for one that has ended where it isn't kept alive.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, TIMEOUT } from '../support/harness.js';
import { useRecipe } from './support/browser.js';

const world = useRecipe('../page/resuming.js');

/** Streams events with these numbers as id and data, and then breaks off. */
const broken =
  (...numbers) =>
  async (_, connection) => {
    await connection.stream();
    for (const number of numbers) await connection.write(`id: ${number}\ndata: ${number}\n\n`);
    await connection.reset();
  };
const rest = answers.open('id: 4\ndata: 4\n\n', 'data: [DONE]\n\n');

/** What came, and behind it the code of the error, if there was one. */
const read = (way, url) =>
  world.run(
    'window',
    async (_, way, url) => {
      const { [way]: ask } = await import('/recipe.js');
      const data = [];
      try {
        for await (const event of ask(url, 'why?')) data.push(event.data);
      } catch (error) {
        data.push(error.code);
      }
      return data;
    },
    way,
    url,
  );

test('the same POST again goes on behind the last id', TIMEOUT, async () => {
  const route = world.server.route('/ask', [broken(1, 2), answers.stream('id: 3\ndata: 3\n\n'), rest]);
  assert.deepEqual(await read('askWithPost', route.url), ['1', '2', '3', '4']);
  const seen = route.requests.map((request) => [request.method, request.header('Last-Event-ID'), `${request.body}`]);
  assert.deepEqual(seen, [
    ['POST', undefined, '{"question":"why?"}'],
    ['POST', '2', '{"question":"why?"}'],
    ['POST', '3', '{"question":"why?"}'],
  ]);
});

test('a GET for the rest asks once, and gets the rest as often as it takes', TIMEOUT, async () => {
  const posts = world.server.route('/ask', [broken(1, 'ä&2')]);
  const gets = world.server.route('/resume', [answers.reset, broken(3), rest]);
  assert.deepEqual(await read('askWithGet', posts.url), ['1', 'ä&2', '3', '4']);
  assert.equal(posts.requests.length, 1);
  const after = gets.requests.map(({ method, url }) => [method, url.searchParams.get('after')]);
  assert.deepEqual(after, [
    ['GET', 'ä&2'],
    ['GET', 'ä&2'],
    ['GET', '3'],
  ]);
  assert.equal(gets.requests[0].body.length, 0);
  assert.equal(gets.requests[0].header('Content-Type'), undefined);
});

for (const way of ['askWithPost', 'askWithGet']) {
  test(`${way} asks once if no id has come`, TIMEOUT, async () => {
    const route = world.server.route('/ask', async (_, connection) => {
      await connection.stream();
      await connection.write('data: 1\n\n');
      await connection.reset();
    });
    const resumed = world.server.route('/resume', rest);
    assert.deepEqual(await read(way, route.url), ['1', 'network']);
    assert.deepEqual([route.requests.length, resumed.requests.length], [1, 0]);
  });
}
