import { type Engine, loadEngine } from './engine.js';
import { EventSourceError } from './error.js';
import { EventQueue } from './event-queue.js';
import { EventReadable } from './event-readable.js';
import { Feeder, openParser, pieces } from './feeder.js';
import { platformClass } from './platform-class.js';
import { type ServerSentEvent, StreamEvent } from './server-sent-event.js';
import { EventReader, type TakeEvent } from './sink.js';
import { eventBytes } from './stream-options.js';

const PlatformStream = /* @__PURE__ */ platformClass('TransformStream');

/** The parser of streams that nobody holds any more goes with them. */
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
export class EventStreamDecoder extends PlatformStream<BufferSource, ServerSentEvent> {
  /** @throws TypeError for a bound that is none */
  constructor({ maxEventBytes }: { maxEventBytes?: number } = {}) {
    const sink = new DecoderSink(eventBytes(maxEventBytes));
    super();
    // Its own streams are not used, and so may not be sent to another thread in place of these.
    this.readable.getReader();
    const readable = new EventReadable(sink.events);
    const writable = new WritableStream(sink);
    Object.defineProperties(this, { readable: { value: readable }, writable: { value: writable } });
  }
}

/** Takes chunks, and gives the events in them. */
class DecoderSink implements UnderlyingSink<BufferSource> {
  readonly events = new EventQueue((reason) => {
    this.#controller.error(reason);
    this.#close();
  });
  readonly #bound: number;
  readonly #reader = new EventReader();
  #controller!: WritableStreamDefaultController;
  #feeder: Feeder | undefined;
  #isOver = false;
  #lastEventId = '';
  #decoded: ServerSentEvent[] = [];

  /** @param bound in bytes */
  constructor(bound: number) {
    this.#bound = bound;
  }

  async start(controller: WritableStreamDefaultController): Promise<void> {
    this.#controller = controller;
    try {
      const engine = await loadEngine();
      if (this.#isOver) return;
      const source = openParser(engine, this.#bound);
      this.#feeder = new Feeder(engine, source);
      forgotten.register(this.#feeder, { engine, source }, this.#feeder);
    } catch (error) {
      this.abort(error);
      throw error;
    }
  }

  /** Reads a chunk when the events before it have been taken. */
  write(chunk: BufferSource): void | Promise<void> {
    const taken = this.events.taken();
    return taken ? taken.then(() => this.#decode(chunk)) : this.#decode(chunk);
  }

  close(): void {
    this.events.end({});
    this.#close();
  }

  abort(reason: unknown): void {
    this.events.abort(reason);
    this.#close();
  }

  readonly #take: TakeEvent = (type, data, id = this.#lastEventId) => {
    this.#lastEventId = id;
    this.#decoded.push(new StreamEvent(type, data, id));
    return true;
  };

  #decode(chunk: BufferSource): void {
    this.#decoded = [];
    try {
      for (const piece of pieces(bytesOf(chunk))) {
        const tooLarge = this.#feeder && this.#reader.read(this.#feeder.put(piece), this.#take);
        if (tooLarge) throw new EventSourceError('limit', `An event of the stream is larger than ${this.#bound} bytes`);
      }
    } catch (error) {
      this.events.give(this.#decoded);
      this.events.end({ error });
      this.#close();
      throw error;
    }
    this.events.give(this.#decoded);
  }

  #close(): void {
    this.#isOver = true;
    if (!this.#feeder) return;
    forgotten.unregister(this.#feeder);
    this.#feeder.close();
    this.#feeder = undefined;
  }
}

function bytesOf(chunk: BufferSource): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  // By name, since it may come from another frame.
  if (/ArrayBuffer]$/.test(Object.prototype.toString.call(chunk))) return new Uint8Array(chunk);
  throw new TypeError('EventStreamDecoder takes bytes: an ArrayBuffer, a view of one, or a Buffer');
}
