import type { Decoder } from '#engine/glue';
import { loadEngine } from './engine.js';
import { EventSourceError } from './error.js';
import { type ServerSentEvent, StreamEvent } from './server-sent-event.js';
import { readEvents } from './sink.js';
import { eventBytes } from './stream-options.js';

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
    let decoder: Decoder;
    let lastEventId = '';
    let tooLarge = false;
    const check = () => {
      if (tooLarge) throw new EventSourceError('limit', `An event of the stream is larger than ${bound} bytes`);
    };
    super({
      async start() {
        const { Decoder } = await loadEngine();
        decoder = new Decoder(bound);
      },
      transform(chunk, controller) {
        check();
        const [text, table, over] = decoder.feed(bytesOf(chunk)) as [string, Uint32Array, true?];
        readEvents(text, table, ({ type, data, id = lastEventId }) => {
          lastEventId = id;
          controller.enqueue(new StreamEvent(type, data, id));
          return true;
        });
        // Said with the next chunk, which waits until the events just given were taken: an error would discard them now.
        tooLarge = over === true;
      },
      flush: check,
    });
  }
}

function bytesOf(chunk: BufferSource): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  // By name, since it may come from another frame.
  if (/ArrayBuffer]$/.test(Object.prototype.toString.call(chunk))) return new Uint8Array(chunk);
  throw new TypeError('EventStreamDecoder takes bytes: an ArrayBuffer, a view of one, or a Buffer');
}
