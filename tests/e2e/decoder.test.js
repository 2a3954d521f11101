// EventStreamDecoder: bytes to events, for whoever has a response already.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventStreamDecoder } from '../../dist/index.js';
import { CASES, deliveries } from '../support/cases.js';
import { answers, TIMEOUT, useBrowser } from '../support/harness.js';
import { within } from '../support/page/wait.js';
import { forScopes } from '../support/scopes.js';

const world = useBrowser({ freshPages: false });

const ALL = Object.values(CASES).flat();

forScopes(world, (run) => {
  test('every case, in every delivery', TIMEOUT, async () => {
    const tasks = ALL.flatMap((one) =>
      Object.entries(deliveries(one.bytes)).map(([how, chunks]) => ({
        name: `${one.name}: ${how}`,
        chunks: chunks.map((chunk) => chunk.toString('base64')),
        events: one.events,
      })),
    );
    assert.ok(tasks.length > ALL.length);
    assert.deepEqual(await run(decodeAll, tasks), []);
  });

  test('the body of a response', TIMEOUT, async () => {
    const route = world.server.route(
      '/response',
      answers.stream('id: 1\nevent: tick\nda', 'ta: é\n\ndata: {"b":2}\n\n'),
    );
    const events = await run(async ({ EventStreamDecoder }, url) => {
      const { body } = await fetch(url);
      const reader = body.pipeThrough(new EventStreamDecoder()).getReader();
      const events = [];
      for (let result = await reader.read(); !result.done; result = await reader.read()) {
        const { type, data, lastEventId } = result.value;
        events.push({ type, data, lastEventId, json: type === 'message' && result.value.json() });
      }
      return events;
    }, route.url);
    assert.deepEqual(events, [
      { type: 'tick', data: 'é', lastEventId: '1', json: false },
      { type: 'message', data: '{"b":2}', lastEventId: '1', json: { b: 2 } },
    ]);
  });

  test('an ArrayBuffer, a DataView and any typed array is bytes', TIMEOUT, async () => {
    const data = await run(async ({ EventStreamDecoder }) => {
      const bytes = (text, padding = '') => new TextEncoder().encode(padding + text + padding);
      const view = (text, View) => {
        const { buffer } = bytes(text, '        ');
        return new View(buffer, 8, (buffer.byteLength - 16) / (View.BYTES_PER_ELEMENT ?? 1));
      };
      const chunks = [
        bytes('data: array buffer\n\n').buffer,
        view('data: view\n\n', DataView),
        view('data: bytes\n\n', Uint8Array),
        view('data: sixteen\n\n ', Uint16Array),
        bytes(''),
        bytes('\ndata: last\n\n'),
      ];
      if (typeof Buffer === 'function') chunks.push(Buffer.from('data: node\n\n'));
      const source = new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk);
          controller.close();
        },
      });
      const data = [];
      const reader = source.pipeThrough(new EventStreamDecoder()).getReader();
      for (let result = await reader.read(); !result.done; result = await reader.read()) data.push(result.value.data);
      return data;
    });
    const expected = ['array buffer', 'view', 'bytes', 'sixteen', 'last'];
    assert.deepEqual(data.slice(0, 5), expected);
    assert.deepEqual(data.slice(5), data.length > 5 ? ['node'] : []);
  });

  test('a string is no chunk: a TypeError on both sides', TIMEOUT, async () => {
    for (const chunk of ['data: a\n\n', null, 7]) {
      const names = await run(async ({ EventStreamDecoder }, chunk) => {
        const decoder = new EventStreamDecoder();
        const results = await Promise.allSettled([
          decoder.readable.getReader().read(),
          decoder.writable.getWriter().write(chunk),
        ]);
        return results.map(({ reason }) => reason?.name);
      }, chunk);
      assert.deepEqual(names, ['TypeError', 'TypeError'], String(chunk));
    }
  });

  test('it asks for no more than is read', TIMEOUT, async () => {
    const pulls = await run(async ({ EventStreamDecoder, sleep }) => {
      const pulls = [];
      let count = 0;
      const chunk = new TextEncoder().encode('data: a\n\n');
      const source = new ReadableStream({
        pull(controller) {
          count += 1;
          controller.enqueue(chunk);
        },
      });
      const reader = source.pipeThrough(new EventStreamDecoder()).getReader();
      await sleep(200);
      pulls.push(count);
      for (let read = 0; read < 10; read++) await reader.read();
      await sleep(200);
      pulls.push(count);
      await reader.cancel();
      return pulls;
    });
    // One chunk waits in each queue on the way.
    assert.ok(pulls[0] <= 4, `${pulls[0]} chunks for none read`);
    assert.ok(pulls[1] >= 10 && pulls[1] <= 14, `${pulls[1]} chunks for ten read`);
  });

  test('an event over maxEventBytes: the events before it, then the error limit', TIMEOUT, async () => {
    const outcome = await run(readAll, ['data: a\n\n', 'data: 0123456', '789', '0123456789', 'never ends'], 16);
    assert.deepEqual(outcome, { data: ['a'], code: 'limit', isError: true });
  });
});

/** Runs anywhere: those of the tasks that do not give what they should. */
async function decodeAll({ EventStreamDecoder }, tasks) {
  const failures = [];
  for (const { name, chunks, events: expected } of tasks) {
    const left = chunks.map((chunk) => Uint8Array.from(atob(chunk), (character) => character.charCodeAt(0)));
    const source = new ReadableStream({
      pull(controller) {
        if (left.length) controller.enqueue(left.shift());
        else controller.close();
      },
    });
    const events = [];
    const reader = source.pipeThrough(new EventStreamDecoder()).getReader();
    for (let result = await reader.read(); !result.done; result = await reader.read()) {
      const { type, data, lastEventId } = result.value;
      events.push({ type, data, lastEventId });
    }
    if (JSON.stringify(events) !== JSON.stringify(expected)) failures.push({ name, events, expected });
    if (failures.length > 5) break;
  }
  return failures;
}

/** Runs anywhere: the data of the events, and the error behind them. */
async function readAll({ EventStreamDecoder, EventSourceError }, chunks, maxEventBytes) {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const source = new ReadableStream({ pull: (controller) => controller.enqueue(left.shift()) }, { highWaterMark: 0 });
  const data = [];
  try {
    const reader = source.pipeThrough(new EventStreamDecoder({ maxEventBytes })).getReader();
    for (;;) data.push((await reader.read()).value.data);
  } catch (error) {
    return { data, code: error.code, isError: error instanceof EventSourceError };
  }
}

describe('in Node', () => {
  const streamOf = (...chunks) => ReadableStream.from(chunks.map((chunk) => Buffer.from(chunk)));
  const dataOf = async (stream) => {
    const data = [];
    for await (const event of stream) data.push(event.data);
    return data;
  };

  test('events before one that is too large are given, though the chunk is the same', TIMEOUT, async () => {
    const bound = { maxEventBytes: 16 };
    const data = [];
    const stream = streamOf('data: a\n\ndata: b\n\ndata: 0123456789012345678901234567', 'and more').pipeThrough(
      new EventStreamDecoder(bound),
    );
    const error = await (async () => {
      for await (const event of stream) data.push(event.data);
    })().catch((error) => error);
    assert.equal(error?.code, 'limit');
    assert.deepEqual(data, ['a', 'b']);
  });

  test('the bound holds for each event, not for all of them', TIMEOUT, async () => {
    const stream = streamOf(...Array(50).fill('data: 0123456789\n\n'));
    const data = await dataOf(stream.pipeThrough(new EventStreamDecoder({ maxEventBytes: 32 })));
    assert.equal(data.length, 50);
  });

  test('an error of the source comes out as it is, and a cancelled reader cancels the source', TIMEOUT, async () => {
    const broken = new Error('broken');
    const fails = new ReadableStream({ pull: (controller) => controller.error(broken) });
    await assert.rejects(dataOf(fails.pipeThrough(new EventStreamDecoder())), (error) => error === broken);

    const cancelled = new Promise((resolve) => {
      const source = new ReadableStream({
        pull: (controller) => controller.enqueue(Buffer.from('data: a\n\n')),
        cancel: resolve,
      });
      (async () => {
        for await (const _ of source.pipeThrough(new EventStreamDecoder())) break;
      })();
    });
    await within(cancelled, 'the source to be cancelled');
  });

  test('decoders side by side keep their streams apart', TIMEOUT, async () => {
    const streams = ['x', 'y', 'z'].map((name) =>
      dataOf(
        streamOf(
          ...Array(20)
            .fill([`da`, `ta: ${name}\n\n`])
            .flat(),
        ).pipeThrough(new EventStreamDecoder()),
      ),
    );
    assert.deepEqual(
      await Promise.all(streams),
      ['x', 'y', 'z'].map((name) => Array(20).fill(name)),
    );
  });

  test('a large event cut anywhere, also inside its characters and its line ends', TIMEOUT, async () => {
    const text = 'Grüße, 世界 🌍! '.repeat(12_000);
    const stream = `data: first\r\n\r\nid: 7\r\nevent: large\r\ndata: ${text}\r\ndata\r\ndata: ${text}\r\n\r\ndata: last\r\n\r\n`;
    const bytes = Buffer.from(stream);
    for (const size of [1023, 8191, 8192, 16_385, 50_001, 65_537, bytes.length]) {
      const count = Math.ceil(bytes.length / size);
      const chunks = Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
      const data = await dataOf(streamOf(...chunks).pipeThrough(new EventStreamDecoder()));
      assert.ok(data[1] === `${text}\n\n${text}`, `chunks of ${size}`);
      assert.deepEqual([data.length, data[0], data[2]], [3, 'first', 'last'], `chunks of ${size}`);
    }
  });

  test('a large event that is no UTF-8 in places', TIMEOUT, async () => {
    const line = Buffer.concat(Array(9000).fill(Buffer.from([0x61, 0xe2, 0x82, 0xff, 0xf0, 0x9f])));
    const bytes = Buffer.concat([Buffer.from('data: '), line, Buffer.from('\n\ndata: last\n\n')]);
    for (const size of [1023, 8192, 16_385, bytes.length]) {
      const count = Math.ceil(bytes.length / size);
      const chunks = Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
      const data = await dataOf(streamOf(...chunks).pipeThrough(new EventStreamDecoder()));
      assert.ok(data[0] === new TextDecoder().decode(line), `chunks of ${size}`);
      assert.equal(data[1], 'last');
    }
  });

  test('a bound that is none throws', () => {
    for (const maxEventBytes of [0, -1, Number.NaN, 'many']) {
      assert.throws(() => new EventStreamDecoder({ maxEventBytes }), TypeError, String(maxEventBytes));
    }
    assert.ok(new EventStreamDecoder({ maxEventBytes: Infinity }) instanceof TransformStream);
  });

  test('what is no bytes at all is refused, not taken for nothing', TIMEOUT, async () => {
    for (const chunk of [{}, ['data: a\n\n'], new Blob(['data: a\n\n'])]) {
      const decoder = new EventStreamDecoder();
      const read = decoder.readable.getReader().read();
      read.catch(() => {});
      const written = within(decoder.writable.getWriter().write(chunk), 'the chunk to be refused', 2000);
      await assert.rejects(written, TypeError, Object.prototype.toString.call(chunk));
    }
  });
});
