// What EventStreamDecoder is made of are streams as any others, though their events do not lie in the platform's queues.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventStreamDecoder as SlimDecoder } from '../../dist/slim.js';
import { CUT_PIPE_TAKES_ON, STREAMS_STAY, skipFor } from '../support/engines.js';
import { TIMEOUT, useBrowser } from '../support/harness.js';
import { forScopes } from '../support/scopes.js';

const world = useBrowser({ freshPages: false });

forScopes(world, (run, { inBrowser }) => {
  const unless = (reasons) => ({ ...TIMEOUT, skip: inBrowser && skipFor(reasons) });

  test('they are of the platform’s classes', TIMEOUT, async () => {
    const outcome = await run(({ EventStreamDecoder }) => {
      const decoder = new EventStreamDecoder();
      const free = decoder.readable.locked;
      const reader = decoder.readable.getReader();
      let byob;
      try {
        new EventStreamDecoder().readable.getReader({ mode: 'byob' });
      } catch (error) {
        byob = error.name;
      }
      let second;
      try {
        decoder.readable.getReader();
      } catch (error) {
        second = error.name;
      }
      const iterator = new EventStreamDecoder().readable.values();
      return {
        classes: [
          decoder instanceof TransformStream,
          decoder.readable instanceof ReadableStream,
          decoder.writable instanceof WritableStream,
          reader instanceof ReadableStreamDefaultReader,
          iterator[Symbol.asyncIterator]() === iterator,
        ],
        locked: [free, decoder.readable.locked],
        byob,
        second,
      };
    });
    assert.deepEqual(outcome, {
      classes: [true, true, true, true, true],
      locked: [false, true],
      byob: 'TypeError',
      second: 'TypeError',
    });
  });

  test('reads are answered in the order in which they were asked', TIMEOUT, async () => {
    const data = await run(async ({ EventStreamDecoder }) => {
      const { readable, writable } = new EventStreamDecoder();
      const reader = readable.getReader();
      const writer = writable.getWriter();
      const encoder = new TextEncoder();
      const reads = [];
      const read = (count) => {
        for (let index = 0; index < count; index++) reads.push(reader.read());
      };
      for (const [before, behind] of [
        [1, 0],
        [3, 2],
        [4, 4],
        [1, 3],
        [0, 4],
      ]) {
        read(before);
        const chunk = Array.from({ length: before + behind }, (_, index) => `data: ${index}\n\n`).join('');
        // What is written to a stream at rest is decoded at once: the reads behind it are asked while those before it are answered.
        const written = writer.write(encoder.encode(chunk));
        read(behind);
        await written;
        await reads.at(-1);
      }
      return (await Promise.all(reads)).map(({ value }) => value.data).join('');
    });
    assert.equal(data, '0012340123456701230123');
  });

  test('a reader that is released takes nothing more', TIMEOUT, async () => {
    const outcome = await run(async ({ EventStreamDecoder, sleep }) => {
      const { readable, writable } = new EventStreamDecoder();
      const writer = writable.getWriter();
      const first = readable.getReader();
      const pending = first.read().catch((error) => error.name);
      await sleep(20);
      first.releaseLock();
      const second = readable.getReader();
      await writer.write(new TextEncoder().encode('data: a\n\ndata: b\n\ndata: c\n\n'));
      const data = [(await second.read()).value.data, (await second.read()).value.data];
      second.releaseLock();
      const late = await second.read().catch((error) => error.name);
      const third = readable.getReader();
      data.push((await third.read()).value.data);
      return { pending: await pending, late, data };
    });
    assert.deepEqual(outcome, { pending: 'TypeError', late: 'TypeError', data: ['a', 'b', 'c'] });
  });

  test(
    'iteration: left by break it cancels, unless that is prevented; at the end the lock is gone',
    TIMEOUT,
    async () => {
      const outcome = await run(async ({ EventStreamDecoder }) => {
        const encoder = new TextEncoder();
        const open = (cancelled) => {
          const chunks = ['data: 0\n\ndata: 1\n\n', 'data: 2\n\n', 'data: 3\n\ndata: 4\n\n'];
          const source = new ReadableStream(
            {
              pull(controller) {
                if (chunks.length) controller.enqueue(encoder.encode(chunks.shift()));
                else controller.close();
              },
              cancel: () => cancelled?.(),
            },
            { highWaterMark: 0 },
          );
          return source.pipeThrough(new EventStreamDecoder());
        };
        const taken = async (iterable, most) => {
          const data = [];
          for await (const event of iterable) {
            data.push(event.data);
            if (data.length === most) break;
          }
          return data.join('');
        };
        const outcome = {};
        outcome.cancelled = await new Promise((resolve) => {
          const stream = open(() => resolve({ data, locked: stream.locked }));
          const data = [];
          taken(stream, 1).then((text) => data.push(text));
        });
        const stream = open();
        outcome.first = await taken(stream.values({ preventCancel: true }), 1);
        outcome.between = stream.locked;
        const iterator = stream.values();
        outcome.rest = await taken(iterator);
        outcome.after = [stream.locked, await iterator.next(), await iterator.return(7)];
        const all = open().values();
        outcome.asked = (await Promise.all(Array.from({ length: 7 }, () => all.next()))).map(
          ({ done, value }) => value?.data ?? done,
        );
        return outcome;
      });
      assert.deepEqual(outcome.cancelled.locked, false);
      assert.equal(outcome.first, '0');
      assert.equal(outcome.between, false);
      assert.equal(outcome.rest, '1234');
      assert.equal(outcome.after[0], false);
      assert.equal(outcome.after[1].done, true);
      assert.deepEqual(outcome.after[2], { done: true, value: 7 });
      assert.deepEqual(outcome.asked, ['0', '1', '2', '3', '4', true, true]);
    },
  );

  test('an error goes through the iteration, and takes the lock with it', TIMEOUT, async () => {
    const outcome = await run(async ({ EventStreamDecoder }) => {
      const { readable, writable } = new EventStreamDecoder();
      const writer = writable.getWriter();
      const iterator = readable.values();
      const first = iterator.next();
      await writer.write(new TextEncoder().encode('data: a\n\n'));
      const { data } = (await first).value;
      const second = iterator.next().catch((error) => error);
      writer.abort('why').catch(() => {});
      return { data, error: await second, locked: readable.locked, next: (await iterator.next()).done };
    });
    assert.deepEqual(outcome, { data: 'a', error: 'why', locked: false, next: true });
  });

  test('tee, pipeTo, pipeThrough and a reader of the platform’s get every event', TIMEOUT, async () => {
    const outcome = await run(async ({ EventStreamDecoder }) => {
      const encoder = new TextEncoder();
      const open = () => {
        let count = 0;
        const source = new ReadableStream({
          pull(controller) {
            const digits = [0, 1, 2].map((digit) => count * 3 + digit);
            controller.enqueue(encoder.encode(digits.map((digit) => `data: ${digit}\n\n`).join('')));
            if (++count === 3) controller.close();
          },
        });
        return source.pipeThrough(new EventStreamDecoder());
      };
      const read = async (reader) => {
        let text = '';
        for (let result = await reader.read(); !result.done; result = await reader.read()) text += result.value.data;
        return text;
      };
      let piped = '';
      await open().pipeTo(
        new WritableStream({
          write({ data }) {
            piped += data;
          },
        }),
      );
      const transform = new TransformStream({
        transform: (event, controller) => controller.enqueue({ data: `${event.data};` }),
      });
      return {
        teed: await Promise.all(
          open()
            .tee()
            .map((stream) => read(stream.getReader())),
        ),
        piped,
        through: await read(open().pipeThrough(transform).getReader()),
        theirs: await read(new ReadableStreamDefaultReader(open())),
      };
    });
    assert.deepEqual(outcome, {
      teed: ['012345678', '012345678'],
      piped: '012345678',
      through: '0;1;2;3;4;5;6;7;8;',
      theirs: '012345678',
    });
  });

  test('what a pipe asked for before it was cut off comes first', unless(CUT_PIPE_TAKES_ON), async () => {
    const data = await run(async ({ EventStreamDecoder, sleep }) => {
      const data = [];
      for (const isEarly of [true, false]) {
        const { readable, writable } = new EventStreamDecoder();
        const writer = writable.getWriter();
        const cut = new AbortController();
        const piped = readable.pipeTo(new WritableStream(), { signal: cut.signal, preventCancel: true });
        await sleep(20);
        cut.abort();
        await piped.catch(() => {});
        const early = isEarly && readable.getReader();
        await writer.write(new TextEncoder().encode('data: 0\n\ndata: 1\n\ndata: 2\n\n'));
        const reader = early || readable.getReader();
        for (let index = 0; index < 3; index++) data.push((await reader.read()).value.data);
      }
      return data.join('');
    });
    assert.equal(data, '012012');
  });

  test('closed, it gives what it has; aborted, nothing more; cancelled, it takes nothing more', TIMEOUT, async () => {
    const outcome = await run(async ({ EventStreamDecoder }) => {
      const chunk = new TextEncoder().encode('data: 0\n\ndata: 1\n\n');
      const open = async () => {
        const { readable, writable } = new EventStreamDecoder();
        const writer = writable.getWriter();
        await writer.write(chunk);
        return { readable, writer, reader: readable.getReader() };
      };
      const outcome = {};

      const closed = await open();
      await closed.writer.close();
      outcome.closed = [];
      for (let index = 0; index < 3; index++) outcome.closed.push((await closed.reader.read()).value?.data);
      await closed.reader.closed;

      const aborted = await open();
      await aborted.writer.abort('why');
      outcome.aborted = await aborted.reader.read().catch((error) => error);

      const cancelled = await open();
      const waiting = cancelled.writer.write(chunk).catch((error) => error);
      await cancelled.reader.cancel('enough');
      outcome.cancelled = [
        await waiting,
        await cancelled.writer.write(chunk).catch((error) => error),
        (await cancelled.reader.read()).done,
      ];

      const idle = await open();
      await idle.reader.read();
      await idle.reader.read();
      const pending = idle.reader.read();
      await idle.reader.cancel();
      outcome.idle = (await pending).done;

      // Before there is a parser.
      const early = new EventStreamDecoder();
      await early.readable.cancel('early');
      outcome.early = await early.writable
        .getWriter()
        .write(chunk)
        .catch((error) => error);
      return outcome;
    });
    // What waits while the stream is cancelled is neither refused nor read.
    outcome.cancelled[0] ??= 'enough';
    assert.deepEqual(outcome, {
      closed: ['0', '1', undefined],
      aborted: 'why',
      cancelled: ['enough', 'enough', true],
      idle: true,
      early: 'early',
    });
  });

  test(
    'an event that is too large for its bound is no end in good order, though the stream ends with it',
    TIMEOUT,
    async () => {
      const outcome = await run(async ({ EventStreamDecoder }) => {
        const { readable, writable } = new EventStreamDecoder({ maxEventBytes: 16 });
        const writer = writable.getWriter();
        const written = writer.write(new TextEncoder().encode('data: a\n\ndata: b\n\ndata: 01234567890123456'));
        const refused = await written.catch((error) => error.code);
        const reader = readable.getReader();
        const data = [(await reader.read()).value.data, (await reader.read()).value.data];
        return { refused, data, error: await reader.read().catch((error) => error.code) };
      });
      assert.deepEqual(outcome, { refused: 'limit', data: ['a', 'b'], error: 'limit' });
    },
  );

  test('the stream of events may be sent to another thread; the decoder is refused', unless(STREAMS_STAY), async () => {
    const outcome = await run(async ({ EventStreamDecoder }) => {
      const decoder = new EventStreamDecoder();
      const { port1, port2 } = new MessageChannel();
      const arrived = new Promise((resolve) => {
        port2.onmessage = ({ data }) => resolve(data);
      });
      let refused;
      try {
        port1.postMessage(decoder, [decoder]);
      } catch (error) {
        refused = error.name;
      }
      port1.postMessage(decoder.readable, [decoder.readable]);
      const reader = (await arrived).getReader();
      decoder.writable.getWriter().write(new TextEncoder().encode('id: 1\ndata: 0\n\ndata: 1\n\n'));
      const events = [(await reader.read()).value, (await reader.read()).value];
      await reader.cancel();
      port1.close();
      return { refused, events };
    });
    assert.deepEqual(outcome, {
      refused: 'DataCloneError',
      events: [
        { type: 'message', data: '0', lastEventId: '1' },
        { type: 'message', data: '1', lastEventId: '1' },
      ],
    });
  });
});

test('without an engine, both sides fail', TIMEOUT, async () => {
  const { readable, writable } = new SlimDecoder();
  const refused = { code: 'unsupported' };
  await Promise.all([
    assert.rejects(readable.getReader().read(), refused),
    assert.rejects(writable.getWriter().write(new Uint8Array()), refused),
  ]);
});
