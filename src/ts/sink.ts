import type { EventSourceError } from './error.js';
import { bytes, fed, fedAt, look, none, numbers } from './memory.js';
import type { Attempt } from './request.js';
import { batchCame, makeString, text } from './text.js';

/** A request as the engine takes it. Without a `method` it is a GET. */
export interface RequestParts {
  url: string;
  init: RequestInit & { headers: Headers };
  fetch: typeof fetch | undefined;
}

/** What a source tells, and asks for. */
export interface Sink {
  /** Makes the request of an attempt. */
  request(attempt: Attempt): RequestParts | Promise<RequestParts>;
  /**
   * The response's head came, and it is an event stream's, or any in raw mode. The network is not read before a promise
   * returned is settled.
   */
  opened(response: Response): void | Promise<void>;
  /** A comment came, behind so many of the events that `events` is told of next. */
  comment(text: string, behind: number): void;
  /** Events came, or comments did. They are at this address: see {@link EventReader}. A promise returned is waited for. */
  events(batch: number): void | Promise<void>;
  /** The connection was given up because the page is hidden. It will be made again. */
  paused(): void;
  /** An attempt failed, or there is no engine (`unsupported`). Without `retryIn` the source is closed. */
  failed(error: EventSourceError): void;
  /** The source has ended in good order, or after the failure that was told. */
  ended(): void;
}

/**
 * Given an event as the engine tells it: its `event` field (empty if there is none), its data, what its own block said
 * of the id, the reconnection time that its own block set, in ms, and its number in the batch. `false` ends the reading.
 */
export type TakeEvent = (
  type: string,
  data: string,
  id: string | undefined,
  retry: number | undefined,
  number: number,
) => boolean;

/** Up to so many bytes, the engine's strings are made sooner than the platform decodes, whatever is in them. */
const shortBytes = 512;
/** The same where there is much that is no ASCII, which the platform decodes more slowly. */
const foreignBytes = 2048;
/** That is so where a text has fewer UTF-16 units than this share of its bytes. */
const foreignShare = 0.9;

/** Takes the engine's batches of events apart. One for each stream: it holds what has come of an unfinished event. */
export class EventReader {
  /** The data of an unfinished event: its first pieces, and what has decoded them, which may hold a character's beginning. */
  #unfinished: { pieces: string[]; decoder: TextDecoder } | undefined;
  /** Much of the batch before was no ASCII, so much of the next will be none. */
  #foreign = false;

  /**
   * Reads what `feed` in src/bindings gave: a batch (see `Told` there, and `Batch` in src/parser), or that the chunk was one
   * event or a part of one.
   *
   * @returns whether the event behind these is too large
   */
  read(batch: number, take: TakeEvent): boolean {
    batchCame();
    if (batch & 1) {
      const before = (batch >> 1) & 7;
      if (before === 0) this.#begin(fed);
      else if (before > 1) {
        this.#unfinished = undefined;
        const end = fedAt + fed.length - (batch >> 4);
        take('', text(fedAt + before, end, shortBytes), undefined, undefined, 0);
      }
      return false;
    }
    look();
    let table = numbers;
    const told = batch >>> 2;
    let from = table[told] as number;
    const end = from + (table[told + 1] as number);
    let row = (table[told + 2] as number) >>> 2;
    const rows = row + (table[told + 3] as number);
    const flags = table[told + 4] as number;
    if ((flags & 1) === 0) this.#unfinished = undefined;
    // The data of the first event, if a part of it has come before.
    let started = '';
    if (this.#unfinished && row < rows) {
      const { pieces, decoder } = this.#unfinished;
      const start = from;
      from += (table[row] as number) >>> 1;
      pieces.push(decoder.decode(bytes.subarray(start, from)));
      started = pieces.join('');
      this.#unfinished = undefined;
    }
    const size = end - from;
    // One by one, or all at once.
    const apart = makeString !== undefined && this.#foreign;
    const all = apart || size === 0 ? '' : text(from, end, shortBytes);
    let units = all.length;
    // Then each byte is a UTF-16 unit. Otherwise the lengths in the table say nothing, but the ends can be found.
    const simple = apart || units === size;
    let at = apart ? from : 0;
    const next = (length: number): string => {
      const start = at;
      const stop = simple ? start + length : all.indexOf('\r', start);
      at = stop + 1;
      if (!apart) return all.substring(start, stop);
      const made = text(start, stop, foreignBytes);
      units += made.length;
      return made;
    };
    const piece = table[told + 8] as number;
    if (piece > 0) this.#begin(bytes.subarray(end, end + piece));
    for (let number = 0; row < rows; number++) {
      const head = table[row++] as number;
      let data: string;
      if (simple && !apart && !started) {
        // What nearly all events are: with the call, a tiny one would take a third longer.
        data = all.substring(at, at + (head >>> 1));
        at += (head >>> 1) + 1;
      } else {
        data = started + next(started ? 0 : head >>> 1);
        started = '';
      }
      let type = '';
      let id: string | undefined;
      let retry: number | undefined;
      if (head & 1) {
        type = next(table[row] as number);
        if (table[row + 1] !== none) id = next(table[row + 1] as number);
        if (table[row + 2] !== none) retry = table[row + 2];
        row += 3;
      }
      if (!take(type, data, id, retry, number)) return false;
      // What takes it may have called the engine.
      if (table.length === 0) {
        look();
        table = numbers;
      }
    }
    if (size > shortBytes) this.#foreign = units < size * foreignShare;
    return (flags & 2) !== 0;
  }

  /** Takes a piece of an unfinished event's data. */
  #begin(piece: Uint8Array): void {
    this.#unfinished ??= { pieces: [], decoder: new TextDecoder('utf-8', { ignoreBOM: true }) };
    const { pieces, decoder } = this.#unfinished;
    pieces.push(decoder.decode(piece, { stream: true }));
  }
}
