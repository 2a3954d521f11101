// A large event passes through the engine in pieces: its memory, which can only grow, stays as it is.
import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { TIMEOUT, useBrowser } from '../support/harness.js';
import { forScopes } from '../support/scopes.js';

const world = useBrowser();

const HIDDEN = env.E2E_ENGINE === 'script' && 'the translation into JavaScript does not show its memory';

forScopes(world, (run) => {
  test('an event of 60 MB takes no memory of the engine’s', { ...TIMEOUT, skip: HIDDEN }, async () => {
    const outcome = await run(async ({ EventStreamDecoder, EventSource, eventStream }) => {
      // The engine is started by whoever needs it first; its memory is not ours to see otherwise.
      let memory;
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...args) => {
        const result = await instantiate.apply(WebAssembly, args);
        memory = Object.values(result.instance.exports).find((value) => value instanceof WebAssembly.Memory);
        return result;
      };
      const bytes = (text) => new TextEncoder().encode(text);
      const piece = bytes('0123456789 é '.repeat(4096));
      const pieces = Math.ceil((60 << 20) / piece.length);
      const body = () => {
        let left = pieces;
        return new ReadableStream({
          start: (controller) => controller.enqueue(bytes('data: small\n\nid: 1\ndata: ')),
          pull(controller) {
            if (left-- > 0) return controller.enqueue(piece);
            controller.enqueue(bytes('end\n\n'));
            controller.close();
          },
        });
      };
      const respond = async () => new Response(body(), { headers: { 'Content-Type': 'text/event-stream' } });
      const expected = `${'0123456789 é '.repeat(4096 * pieces)}end`;

      const readers = {
        async decoder(take) {
          const reader = body().pipeThrough(new EventStreamDecoder()).getReader();
          for (let result = await reader.read(); !result.done; result = await reader.read()) take(result.value);
        },
        async stream(take) {
          for await (const event of eventStream('http://localhost/never-asked', { fetch: respond })) take(event);
        },
        source: (take) =>
          new Promise((resolve) => {
            const source = new EventSource('http://localhost/never-asked', { fetch: respond });
            source.onmessage = take;
            source.onerror = () => {
              source.close();
              resolve();
            };
          }),
      };
      const outcome = {};
      for (const [name, read] of Object.entries(readers)) {
        const data = [];
        let before;
        await read((event) => {
          before ??= memory.buffer.byteLength;
          data.push(event.data);
        });
        const grown = memory.buffer.byteLength - before;
        outcome[name] = { small: data[0], whole: data.length === 2 && data[1] === expected, grown };
      }
      WebAssembly.instantiate = instantiate;
      return outcome;
    });
    for (const [name, { small, whole, grown }] of Object.entries(outcome)) {
      assert.deepEqual({ small, whole }, { small: 'small', whole: true }, name);
      assert.ok(grown <= 512 * 1024, `${name}: the engine's memory grew by ${grown} bytes`);
    }
  });

  test('what came of a large event is forgotten when the connection breaks off', TIMEOUT, async () => {
    const data = await run(async ({ EventSource, within }) => {
      let asked = 0;
      const fetch = async () => {
        asked += 1;
        const stream = asked === 1 ? `retry: 1\ndata: ${'x'.repeat(100_000)}` : 'data: a\n\n';
        return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
      };
      const source = new EventSource('http://localhost/never-asked', { fetch });
      const { data } = await within(
        new Promise((resolve) => {
          source.onmessage = resolve;
        }),
        'the second connection’s event',
      );
      source.close();
      return data;
    });
    assert.equal(data, 'a');
  });

  test('a line end is found wherever it stands', TIMEOUT, async () => {
    const wrong = await run(async ({ EventStreamDecoder }) => {
      const lengths = [...Array(100).keys()];
      const wrong = [];
      for (const end of ['\n', '\r', '\r\n']) {
        for (const character of ['x', 'é']) {
          const events = lengths.map((length) => `data: ${character.repeat(length)}${end}data${end}${end}`);
          const stream = new Response(events.join('')).body.pipeThrough(new EventStreamDecoder());
          const reader = stream.getReader();
          for (const length of lengths) {
            const { data } = (await reader.read()).value;
            if (data !== `${character.repeat(length)}\n`) wrong.push([end, length, data]);
          }
        }
      }
      return wrong;
    });
    assert.deepEqual(wrong, []);
  });
});
