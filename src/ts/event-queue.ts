import type { ServerSentEvent } from './server-sent-event.js';

type Result = ReadableStreamReadResult<ServerSentEvent>;

/** Who waits for an event. */
interface Taker {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** What comes behind the events: an error, or just the end. */
type End = { error?: unknown };

/**
 * Events that were given and not taken yet.
 *
 * The queue of a platform's stream costs several times what it takes to decode an event. So this is the queue, and the
 * platform is given an event only where it asks for it itself, as for `pipeTo` and `tee`.
 */
export class EventQueue implements UnderlyingDefaultSource<ServerSentEvent> {
  readonly #cancelled: (reason: unknown) => void;
  #controller!: ReadableStreamDefaultController<ServerSentEvent>;
  /** The next one at the end. */
  #events: ServerSentEvent[] = [];
  #taken: (() => void) | undefined;
  /** There are none while there are events. */
  #takers: Taker[] = [];
  /** The platform asked for an event when there was none. */
  #wanted = false;
  #end: End | undefined;

  /** @param cancelled is called when the stream is cancelled */
  constructor(cancelled: (reason: unknown) => void) {
    this.#cancelled = cancelled;
  }

  start(controller: ReadableStreamDefaultController<ServerSentEvent>): void {
    this.#controller = controller;
  }

  pull(): void {
    this.#wanted = this.#events.length === 0;
    if (this.#wanted) return;
    this.#controller.enqueue(this.#events.pop() as ServerSentEvent);
    this.#took();
  }

  cancel(reason: unknown): void {
    this.#discard({});
    this.#cancelled(reason);
  }

  /** Gives events, when the ones before have been {@link taken}. */
  give(events: ServerSentEvent[]): void {
    this.#events = events.reverse();
    if (this.#wanted) this.pull();
    while (this.#takers.length > 0 && this.#events.length > 0) this.#takers.shift()?.resolve(this.#take());
  }

  /** Resolves when all events have been taken; undefined if they have. */
  taken(): Promise<void> | undefined {
    if (this.#events.length === 0) return undefined;
    return new Promise((resolve) => {
      this.#taken = resolve;
    });
  }

  /** The stream ends behind the events. */
  end(end: End): void {
    if (this.#end) return;
    this.#end = end;
    this.#took();
  }

  /** The stream fails, and what has not been taken is lost. */
  abort(error: unknown): void {
    this.#controller.error(error);
    this.#discard({ error });
  }

  /** Whether a reader that begins now may take events from here: the platform holds none. */
  begin(): boolean {
    // What an earlier reader asked for is none of this one's.
    this.#wanted = false;
    return this.#controller.desiredSize === 0;
  }

  /** A reader is done: what it waits for will not come. */
  release(): void {
    this.#dismiss({ error: new TypeError('The reader was released') });
  }

  hasNext(): boolean {
    return this.#events.length > 0;
  }

  /** The next event, also if it is yet to come. Behind the last one undefined: the platform knows what to say. */
  next(): Promise<Result> | undefined {
    if (this.#events.length > 0) return Promise.resolve(this.#take());
    if (this.#end) return undefined;
    return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
  }

  #take(): Result {
    const value = this.#events.pop() as ServerSentEvent;
    this.#took();
    return { done: false, value };
  }

  #took(): void {
    if (this.#events.length > 0) return;
    this.#taken?.();
    this.#taken = undefined;
    if (!this.#end) return;
    if ('error' in this.#end) this.#controller.error(this.#end.error);
    else this.#controller.close();
    this.#dismiss(this.#end);
  }

  #discard(end: End): void {
    this.#end ??= end;
    this.#events = [];
    this.#taken?.();
    this.#dismiss(end);
  }

  #dismiss(end: End): void {
    for (const { resolve, reject } of this.#takers.splice(0)) {
      if ('error' in end) reject(end.error);
      else resolve({ done: true, value: undefined });
    }
  }
}
