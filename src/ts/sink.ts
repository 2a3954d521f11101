import type { EventSourceErrorCode } from './error.js';

/** A request as the engine takes it. `init` holds `method` and `headers` too. */
export interface RequestParts {
  url: string;
  method: string;
  headers: Headers;
  init: RequestInit;
  fetch: typeof fetch | undefined;
}

/** What the engine tells, and asks for: the other side of `Sink` in src/bindings.rs. */
export interface Sink {
  /** Makes the request of an attempt. */
  request(attempt: number, lastEventId: string, signal: AbortSignal): RequestParts | Promise<RequestParts>;
  /**
   * The response's head came, and it is an event stream's, or any in raw mode. The network is not read before a promise
   * returned is settled.
   */
  opened(response: Response): void | Promise<void>;
  /** A comment came, behind so many of the events that `events` is told of next. */
  comment(text: string, behind: number): void;
  /** Events came, or comments did: see {@link readEvents}. A promise returned is waited for. */
  events(text: string, table: Uint32Array): void | Promise<void>;
  /** The connection was given up because the page is hidden. It will be made again. */
  paused(): void;
  /** An attempt failed. Without `retryIn` the source is closed. */
  failed(
    code: EventSourceErrorCode,
    message: string,
    attempt: number,
    retryIn: number | undefined,
    response: Response | undefined,
    body: string | undefined,
    cause: unknown,
  ): void;
  /** The source has ended in good order, or after the failure that was told. */
  ended(): void;
}

/** Columns of the table that {@link Sink.events} is given, and what stands for an id that did not change. */
const columns = 4;
const none = 2 ** 32 - 1;

/** An event as the engine tells it. */
export interface RawEvent {
  /** The `event` field; empty if there is none. */
  type: string;
  data: string;
  /** What its own block said of the id. */
  id: string | undefined;
  /** The reconnection time that its own block set, in ms. */
  retry: number | undefined;
}

/**
 * Takes a chunk's events apart: `text` holds their strings, one behind the other, and `table` their lengths.
 *
 * @param take is given each event and its number; `false` ends it
 */
export function readEvents(text: string, table: Uint32Array, take: (event: RawEvent, number: number) => boolean): void {
  let end = 0;
  const next = (length: number) => {
    const start = end;
    end += length;
    return text.slice(start, end);
  };
  for (let row = 0; row < table.length; row += columns) {
    const data = next(table[row] as number);
    const type = next(table[row + 1] as number);
    const idLength = table[row + 2] as number;
    const id = idLength === none ? undefined : next(idLength);
    const retry = table[row + 3] as number;
    if (!take({ type, data, id, retry: retry === none ? undefined : retry }, row / columns)) return;
  }
}
