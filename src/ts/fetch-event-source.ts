import { EventSourceError } from './error.js';
import { resolveUrl } from './request.js';
import { readEvents, type Sink } from './sink.js';
import { startEngine } from './source.js';
import { engineOptions } from './stream-options.js';

/** What an event stream's content type starts with. */
export const EventStreamContentType = 'text/event-stream';

/** A block of the stream, as `onmessage` is given it. */
export interface EventSourceMessage {
  /** The block's own id; empty if it has none. */
  id: string;
  /** The block's own type; empty if it has none. */
  event: string;
  /** The data lines, joined with line feeds; empty if it has none. */
  data: string;
  /** The reconnection time that the block sets, in ms. */
  retry?: number;
}

/** The options of {@link fetchEventSource}: those of `fetch`, and these. */
export interface FetchEventSourceInit extends Omit<RequestInit, 'headers'> {
  /** As in `fetch`. `accept` is `text/event-stream` unless given. */
  headers?: HeadersInit;
  /** Given each response, and awaited. What it throws goes to `onerror`. Default: throws unless it is an event stream. */
  onopen?: (response: Response) => void | Promise<void>;
  /** Given each block of the stream that a blank line ends, whether or not it has data. */
  onmessage?: (message: EventSourceMessage) => void;
  /** Called when the stream has ended in good order. What it throws goes to `onerror`. */
  onclose?: () => void;
  /**
   * Given what went wrong. A number that it returns is the ms after which the request is made again; if it throws, that
   * ends it. If it returns nothing, a GET is made again after the reconnection time, and any other request is not.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is what most people write.
  onerror?: (error: unknown) => number | null | undefined | void;
  /** Keeps the connection of a GET while the page is hidden. Default: false. Others are always kept. */
  openWhenHidden?: boolean;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch;
}

/** Until the server says otherwise, in ms. */
const defaultRetry = 1000;

/**
 * Reads an event stream into callbacks: with the options and the behaviour of `@microsoft/fetch-event-source`, but for
 * what costs its users money. A request that is neither GET nor HEAD is made again only if `onerror` returns a number.
 * In particular, neither a hidden page nor an exception in `onmessage` makes it again.
 *
 * @returns resolves when the stream has ended or `signal` is aborted; rejects with what `onerror` throws, or with what
 * went wrong if it is not tried again
 */
export function fetchEventSource(input: RequestInfo | URL, init: FetchEventSourceInit = {}): Promise<void> {
  const { signal } = init;
  if (signal?.aborted) return Promise.resolve();
  return new Promise<void>((resolve, reject) => {
    const finished = new AbortController();
    const session = new Session(input, init, (settle) => {
      finished.abort();
      settle === undefined ? resolve() : reject(settle.error);
    });
    signal?.addEventListener('abort', () => session.finish(), { signal: finished.signal });
    globalThis.document?.addEventListener('visibilitychange', () => session.look(), { signal: finished.signal });
    session.begin();
  });
}

/** One call: an attempt, or the wait for the next, at a time. */
class Session {
  readonly #input: RequestInfo | URL;
  readonly #init: FetchEventSourceInit;
  readonly #settle: (failure?: { error: unknown }) => void;
  /** A GET or HEAD. */
  readonly #repeatable: boolean;
  #retry = defaultRetry;
  #lastEventId = '';
  /** Ends the attempt or the wait under way; undefined between them: while the page is hidden, and at the end. */
  #stop: (() => void) | undefined;
  #over = false;

  constructor(input: RequestInfo | URL, init: FetchEventSourceInit, settle: (failure?: { error: unknown }) => void) {
    this.#input = input;
    this.#init = init;
    this.#settle = settle;
    const method = init.method ?? (isRequest(input) ? input.method : 'GET');
    this.#repeatable = /^(get|head)$/i.test(method);
  }

  /** Ends it, once. */
  finish(failure?: { error: unknown }): void {
    if (this.#over) return;
    this.#over = true;
    this.#pause();
    this.#settle(failure);
  }

  /** The page may have been hidden or be seen again. */
  look(): void {
    if (this.#init.openWhenHidden || !this.#repeatable || this.#over) return;
    if (document.visibilityState === 'hidden') this.#pause();
    else if (!this.#stop) this.begin();
  }

  /** Makes an attempt. */
  begin(): void {
    const { onopen = expectEventStream, onmessage, onclose } = this.#init;
    let over = false;
    const fail = (error: unknown, ours = false) => {
      if (over) return;
      over = true;
      this.#pause();
      this.#failed(error, ours);
    };
    const sink: Sink = {
      request: () => this.#request(),
      opened: async (response) => {
        try {
          await onopen(response);
        } catch (error) {
          fail(error);
        }
      },
      comment() {},
      events: (text, table) =>
        readEvents(text, table, ({ type, data, id, retry }) => {
          this.#lastEventId = id ?? this.#lastEventId;
          this.#retry = retry ?? this.#retry;
          const message: EventSourceMessage = { id: id ?? '', event: type, data };
          if (retry !== undefined) message.retry = retry;
          try {
            onmessage?.(message);
          } catch (error) {
            fail(error, true);
          }
          return !over && !this.#over;
        }),
      paused() {},
      failed: (code, message, attempt, _retryIn, response, body, cause) =>
        fail(cause ?? new EventSourceError(code, message, { attempt, response, body })),
      ended: () => {
        if (over) return;
        try {
          onclose?.();
        } catch (error) {
          fail(error);
          return;
        }
        this.finish();
      },
    };
    const options = engineOptions({ retry: false, lastEventId: this.#lastEventId });
    this.#stop = startEngine(urlOf(this.#input), true, sink, options, fail);
  }

  #pause(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** @param ours it was thrown by `onmessage`: no fault of the network's, and no reason to ask for it all again */
  #failed(error: unknown, ours: boolean): void {
    if (this.#over) return;
    let wait: unknown;
    try {
      wait = this.#init.onerror?.(error);
    } catch (error) {
      this.finish({ error });
      return;
    }
    if (this.#over) return;
    const asked = typeof wait === 'number' && !ours;
    if (!asked && !this.#repeatable) {
      this.finish({ error });
      return;
    }
    const ms = Math.min(typeof wait === 'number' ? wait : this.#retry, 2 ** 31 - 1);
    const timer = setTimeout(() => {
      this.#stop = undefined;
      this.begin();
    }, ms);
    this.#stop = () => clearTimeout(timer);
    this.look();
  }

  /** The request, made so that `input` and the options go to fetch as they are, but for headers and signal. */
  #request() {
    const { onopen, onmessage, onclose, onerror, openWhenHidden, fetch = globalThis.fetch, ...init } = this.#init;
    const input = this.#input;
    const headers = new Headers(init.headers ?? (isRequest(input) ? input.headers : undefined));
    return {
      url: urlOf(input),
      method: init.method ?? 'GET',
      headers,
      init: { headers },
      // A Request's body can be sent once only, so each attempt sends a copy.
      fetch: (_url: RequestInfo | URL, ours?: RequestInit) =>
        fetch(isRequest(input) ? input.clone() : input, { ...init, ...ours }),
    };
  }
}

async function expectEventStream(response: Response): Promise<void> {
  const contentType = response.headers.get('content-type');
  if (!contentType?.startsWith(EventStreamContentType)) {
    throw new Error(`The response is no ${EventStreamContentType}: its content type is ${contentType ?? 'not given'}`);
  }
}

function isRequest(input: RequestInfo | URL): input is Request {
  return typeof input === 'object' && 'url' in input;
}

function urlOf(input: RequestInfo | URL): string {
  return resolveUrl(isRequest(input) ? input.url : `${input}`);
}
