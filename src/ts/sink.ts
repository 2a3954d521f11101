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
  /** The response's head came, and it is an event stream's. */
  opened(response: Response): void;
  /** Events came: see {@link readEvents}. The network is not read again before a promise returned is settled. */
  events(text: string, table: Uint32Array): undefined | Promise<void>;
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
const columns = 3;
const sameId = 2 ** 32 - 1;

/**
 * Takes a chunk's events apart: `text` holds their strings, one behind the other, and `table` their lengths.
 *
 * @param lastEventId of the event before
 * @param take is given each event; `false` ends it
 * @returns the last event's id
 */
export function readEvents(
  text: string,
  table: Uint32Array,
  lastEventId: string,
  take: (type: string, data: string, lastEventId: string) => boolean,
): string {
  let id = lastEventId;
  let end = 0;
  const next = (length: number) => {
    const start = end;
    end += length;
    return text.slice(start, end);
  };
  for (let row = 0; row < table.length; row += columns) {
    const data = next(table[row] as number);
    const type = next(table[row + 1] as number) || 'message';
    const idLength = table[row + 2] as number;
    if (idLength !== sameId) id = next(idLength);
    if (!take(type, data, id)) break;
  }
  return id;
}
