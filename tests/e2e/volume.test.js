// Large streams arrive whole. How fast is for the benchmarks; here only what grows with the square would not end.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { answers, forBoth, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

/** Runs in the browser: length and SHA-256 of the first message's data as UTF-8. */
async function digest({ EventSource, nextEvent }, url) {
  const source = new EventSource(url);
  const { data } = await nextEvent(source, 'message', 50_000);
  source.close();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(data)));
  return { length: data.length, hash: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('') };
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

forBoth(world, (run, skipNative) => {
  const slow = { webkit: 'WebKit’s own EventSource takes a time that grows with the square of the line’s length' };
  test('a line of 8 MB in chunks of 1 KB', { ...TIMEOUT, skip: skipNative(slow) }, async () => {
    // Pieces of 1023 bytes, so that characters are cut by the chunk borders at ever other places.
    const line = 'Grüße, 世界 🌍! '.repeat(400_000);
    const bytes = Buffer.from(`data: ${line}\n\n`);
    assert.ok(bytes.length > 8_000_000);
    const route = world.server.route('/long-line', async (_, connection) => {
      await connection.stream();
      for (let at = 0; at < bytes.length; at += 1023) await connection.write(bytes.subarray(at, at + 1023));
      await connection.hang();
    });
    assert.deepEqual(await run('window', digest, route.url), { length: line.length, hash: sha256(line) });
  });

  test('an event of 100,000 lines', TIMEOUT, async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
    const route = world.server.route(
      '/many-lines',
      answers.open(`${lines.map((line) => `data: ${line}\n`).join('')}\n`),
    );
    const data = lines.join('\n');
    assert.deepEqual(await run('window', digest, route.url), { length: data.length, hash: sha256(data) });
  });

  test('of a large event that breaks off nothing is left for the next connection', TIMEOUT, async () => {
    const route = world.server.route('/breaks-off', [
      answers.stream(`retry: 10\ndata: ${'x'.repeat(30_000)}`),
      answers.open('data: whole\n\n'),
    ]);
    const data = await run(
      'window',
      async ({ EventSource, nextEvent }, url) => {
        const source = new EventSource(url);
        const { data } = await nextEvent(source, 'message');
        source.close();
        return data;
      },
      route.url,
    );
    assert.equal(data, 'whole');
  });

  test('20,000 events, in order', TIMEOUT, async () => {
    const count = 20_000;
    const events = Array.from({ length: count }, (_, index) => `id: ${index}\ndata: {"n":${index}}\n\n`).join('');
    const route = world.server.route('/many-events', answers.open(events));
    const outcome = await run(
      'window',
      async ({ EventSource, within }, url, count) => {
        const source = new EventSource(url);
        let seen = 0;
        const wrong = [];
        await within(
          new Promise((resolve) => {
            source.onmessage = ({ data, lastEventId }) => {
              if (data !== `{"n":${seen}}` || lastEventId !== String(seen)) wrong.push([seen, data, lastEventId]);
              if (++seen === count || wrong.length > 5) resolve();
            };
          }),
          'the last event',
          50_000,
        );
        source.close();
        return { seen, wrong };
      },
      route.url,
      count,
    );
    assert.deepEqual(outcome, { seen: count, wrong: [] });
  });
});
