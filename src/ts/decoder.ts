import { type Engine, loadEngine } from './engine.js';
import { EventSourceError } from './error.js';
import { Feeder, openParser, pieces } from './feeder.js';
import { type ServerSentEvent, StreamEvent } from './server-sent-event.js';
import { EventReader, type TakeEvent } from './sink.js';
import { eventBytes } from './stream-options.js';

/** A stream that nobody holds any more goes, and so does its source in the engine. */
const forgotten = /* @__PURE__ */ new FinalizationRegistry(({ engine, source }: { engine: Engine; source: number }) =>
  engine.close(source),
);

/**
 * Turns the bytes of an event stream into events, for whoever has a `Response` already.
 *
 * Takes any BufferSource, cut anywhere, and honours backpressure. An event that the stream ends in the middle of is
 * discarded, as the standard has it. An event over `maxEventBytes` (64 MiB) fails the stream with the error `limit`.
 *
 * @example
 * const events = response.body.pipeThrough(new EventStreamDecoder());
 * for await (const event of events) render(event.data);
 */
export class EventStreamDecoder extends TransformStream<BufferSource, ServerSentEvent> {
  /** @throws TypeError for a bound that is none */
  constructor({ maxEventBytes }: { maxEventBytes?: number } = {}) {
    const bound = eventBytes(maxEventBytes);
    const reader = new EventReader();
    let feeder: Feeder;
    let controller: TransformStreamDefaultController<ServerSentEvent>;
    let lastEventId = '';
    let tooLarge = false;
    const take: TakeEvent = (type, data, id = lastEventId) => {
      lastEventId = id;
      controller.enqueue(new StreamEvent(type, data, id));
      return true;
    };
    const check = () => {
      if (tooLarge) throw new EventSourceError('limit', `An event of the stream is larger than ${bound} bytes`);
    };
    const transformer: Transformer<BufferSource, ServerSentEvent> = {
      async start(theController) {
        controller = theController;
        const engine = await loadEngine();
        const source = openParser(engine, bound);
        feeder = new Feeder(engine, source);
        // Not a function made here: that would hold the feeder itself, with all that surrounds it.
        forgotten.register(feeder, { engine, source });
      },
      transform(chunk) {
        check();
        for (const piece of pieces(bytesOf(chunk))) {
          // Said with the next chunk, which waits until the events just given were taken: an error would discard them now.
          tooLarge = reader.read(feeder.put(piece), take);
          if (tooLarge) return;
        }
      },
      flush: check,
    };
    // A chunk is read when the events before it have been taken, not only when the next is asked for: a third faster if there
    // is one in each chunk.
    super(transformer, undefined, { highWaterMark: 1 });
  }
}

function bytesOf(chunk: BufferSource): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  // By name, since it may come from another frame.
  if (/ArrayBuffer]$/.test(Object.prototype.toString.call(chunk))) return new Uint8Array(chunk);
  throw new TypeError('EventStreamDecoder takes bytes: an ArrayBuffer, a view of one, or a Buffer');
}
