import { drive } from './driver.js';
import { EventReader, type RequestParts, type Sink } from './sink.js';
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
  retry?: number | undefined;
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
  onerror?(error: unknown): number | null | undefined | void;
  /** Keeps the connection of a GET while the page is hidden. Default: false. Others are always kept. */
  openWhenHidden?: boolean;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch;
}

/** Until the server says otherwise, in ms. */
const defaultRetry = 1000;
/** The longest that a timer takes, in ms; it takes what is longer for nothing at all. */
const longestWait = 2 ** 31 - 1;

/**
 * Reads an event stream into callbacks: with the options and the behaviour of `@microsoft/fetch-event-source`, but for
 * what costs its users money. A request that is neither GET nor HEAD is made again only if `onerror` returns a number.
 * In particular, neither a hidden page nor an exception in `onmessage` makes it again.
 *
 * @returns resolves when the stream has ended or `signal` is aborted; rejects with what `onerror` throws, or with what
 * went wrong if it is not tried again
 */
export function fetchEventSource(input: RequestInfo | URL, init: FetchEventSourceInit = {}): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const signal = init.signal === undefined && isRequest(input) ? input.signal : init.signal;
    if (signal?.aborted) {
      resolve();
      return;
    }
    const finished = new AbortController();
    const session = new Session(input, init, (failure) => {
      finished.abort();
      failure ? reject(failure.error) : resolve();
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
  readonly #headers: Headers;
  readonly #method: string;
  /** A GET or HEAD. */
  readonly #repeatable: boolean;
  readonly #settle: (failure?: { error: unknown }) => void;
  #retry = defaultRetry;
  /** Undefined until the server has said something of it. */
  #lastEventId: string | undefined;
  /** Ends the attempt or the wait under way; undefined between them: while the page is hidden, and at the end. */
  #stop: (() => void) | undefined;
  #over = false;

  constructor(input: RequestInfo | URL, init: FetchEventSourceInit, settle: (failure?: { error: unknown }) => void) {
    const request = isRequest(input) ? input : undefined;
    this.#input = input;
    // Copies: what was given counts, whatever becomes of the object.
    this.#init = { ...init };
    this.#headers = new Headers(init.headers ?? request?.headers);
    this.#method = init.method ?? request?.method ?? 'GET';
    this.#repeatable = /^(get|head)$/i.test(this.#method);
    this.#settle = settle;
  }

  /** Ends it, once. */
  finish(failure?: { error: unknown }): void {
    if (this.#over) return;
    this.#over = true;
    this.#pause();
    this.#settle(failure);
  }

  /** The page may have been hidden or be seen again. Where there is no page, it is seen. */
  look(): void {
    if (this.#init.openWhenHidden || !this.#repeatable || this.#over) return;
    if (globalThis.document?.visibilityState === 'hidden') this.#pause();
    else if (!this.#stop) this.begin();
  }

  /** Makes an attempt. */
  begin(): void {
    const { onmessage, onclose } = this.#init;
    // Whatever is still heard of an attempt that was stopped, an `onopen` that was waited for, say, is of no interest.
    let over = false;
    const fail = (error: unknown, mayResend: boolean) => {
      if (over) return;
      this.#pause();
      this.#failed(error, mayResend);
    };
    const reader = new EventReader();
    const sink: Sink = {
      request: () => this.#request(),
      opened() {},
      comment() {},
      events: (batch) => {
        reader.read(batch, (type, data, id, retry) => {
          this.#lastEventId = id ?? this.#lastEventId;
          this.#retry = retry ?? this.#retry;
          try {
            onmessage?.({ id: id ?? '', event: type, data, retry });
          } catch (error) {
            // No fault of the network's, and no reason to pay for it all again.
            fail(error, this.#repeatable);
          }
          return !over;
        });
      },
      paused() {},
      failed: (error) => {
        if (error.code === 'unsupported') this.finish({ error });
        else fail(error.cause ?? error, true);
      },
      ended: () => {
        if (over) return;
        try {
          onclose?.();
        } catch (error) {
          fail(error, true);
          return;
        }
        this.finish();
      },
    };
    const stop = drive(
      `${isRequest(this.#input) ? this.#input.url : this.#input}`,
      sink,
      engineOptions({ retry: false, lastEventId: this.#lastEventId ?? '' }, true),
    );
    this.#stop = () => {
      over = true;
      stop();
    };
  }

  #pause(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** @param mayResend whether a number from `onerror` makes the request again, whatever its method */
  #failed(error: unknown, mayResend: boolean): void {
    if (this.#over) return;
    let wait: unknown;
    try {
      wait = this.#init.onerror?.(error);
    } catch (error) {
      this.finish({ error });
      return;
    }
    if (this.#over) return;
    // NaN would be no wait at all.
    const asked = typeof wait === 'number' && wait >= 0;
    if (!this.#repeatable && !(asked && mayResend)) {
      this.finish({ error });
      return;
    }
    const timer = setTimeout(() => this.begin(), Math.min(asked ? (wait as number) : this.#retry, longestWait));
    this.#stop = () => clearTimeout(timer);
    this.look();
  }

  /** The request. `input` and the options go to fetch as they are, but for headers and signal. */
  #request(): RequestParts {
    const { onopen, onmessage, onclose, onerror, openWhenHidden, fetch, ...init } = this.#init;
    const input = this.#input;
    const headers = new Headers(this.#headers);
    // The server has taken back the id, and with it the one that we were given to start from.
    if (this.#lastEventId === '') headers.delete('last-event-id');
    return {
      url: `${isRequest(input) ? input.url : input}`,
      init: { method: this.#method, headers },
      fetch: async (_url, ours) => {
        const response = await (fetch ?? globalThis.fetch)(
          // A Request's body can be sent once only, so each attempt sends a copy.
          isRequest(input) ? input.clone() : input,
          { ...init, ...ours, headers: spelled(headers, init.headers) },
        );
        // Before the engine has it, and so its body: `onopen` may want to read what a refusal says.
        await (onopen ?? expectEventStream)(response);
        return response;
      },
    };
  }
}

/** The headers as a plain object, spelled as they were given: people's own `fetch` spreads it, or looks names up. */
function spelled(headers: Headers, given: HeadersInit | undefined): Record<string, string> {
  const names = new Map(Object.keys(given ?? {}).map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries([...headers].map(([name, value]) => [names.get(name) ?? name, value]));
}

function expectEventStream(response: Response): void {
  const contentType = response.headers.get('content-type');
  if (!contentType?.startsWith(EventStreamContentType)) {
    throw new Error(`The response is no ${EventStreamContentType}: its content type is ${contentType ?? 'not given'}`);
  }
}

function isRequest(input: RequestInfo | URL): input is Request {
  return typeof input === 'object' && 'url' in input;
}
