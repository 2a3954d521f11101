import type { EventQueue } from './event-queue.js';
import { platformClass } from './platform-class.js';
import type { ServerSentEvent } from './server-sent-event.js';

const PlatformStream = /* @__PURE__ */ platformClass('ReadableStream');
const PlatformReader = /* @__PURE__ */ platformClass('ReadableStreamDefaultReader');

/**
 * A stream of the events in a queue. Its own readers and iterators take them from there, at a fraction of what it costs to ask
 * the platform; whatever else reads it is given them by the platform.
 */
export class EventReadable extends PlatformStream<ServerSentEvent> {
  readonly #queue: EventQueue;

  constructor(queue: EventQueue) {
    super(queue, { highWaterMark: 0 });
    this.#queue = queue;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the platform's overloads say which reader each mode gives
  override getReader(options?: ReadableStreamGetReaderOptions): any {
    // The platform refuses any other mode.
    return options?.mode === undefined ? new QueueReader(this, this.#queue) : super.getReader(options);
  }

  override values(options: ReadableStreamIteratorOptions = {}): ReadableStreamAsyncIterator<ServerSentEvent> {
    const methods = iteration(new QueueReader(this, this.#queue), this.#queue, options);
    const generators = Object.getPrototypeOf(async function* () {}.prototype);
    return Object.assign(Object.create(Object.getPrototypeOf(generators)), methods);
  }

  override [Symbol.asyncIterator](
    options?: ReadableStreamIteratorOptions,
  ): ReadableStreamAsyncIterator<ServerSentEvent> {
    return this.values(options);
  }
}

class QueueReader extends PlatformReader<ServerSentEvent> {
  /** Undefined if the platform has to be asked for all. */
  #queue: EventQueue | undefined;

  constructor(stream: EventReadable, queue: EventQueue) {
    super(stream);
    if (queue.begin()) this.#queue = queue;
  }

  override read(): Promise<ReadableStreamReadResult<ServerSentEvent>> {
    return this.#queue?.next() ?? super.read();
  }

  override releaseLock(): void {
    super.releaseLock();
    this.#queue?.release();
    this.#queue = undefined;
  }
}

/** The standard's asynchronous iteration of a stream: the reader goes with the end, with an error, and when it is left. */
function iteration(reader: QueueReader, queue: EventQueue, { preventCancel = false }: ReadableStreamIteratorOptions) {
  let isOver = false;
  const leave = () => {
    if (!isOver) reader.releaseLock();
    isOver = true;
  };
  const read = async (): Promise<ReadableStreamReadResult<ServerSentEvent>> => {
    if (isOver) return { done: true, value: undefined };
    try {
      const result = await reader.read();
      if (result.done) leave();
      return result;
    } catch (error) {
      leave();
      throw error;
    }
  };
  return {
    // What is there is neither the end nor an error.
    next: () => (!isOver && queue.hasNext() ? reader.read() : read()),
    async return(value?: unknown) {
      const cancelled = isOver || preventCancel ? undefined : reader.cancel(value);
      leave();
      await cancelled;
      return { done: true, value };
    },
  };
}
