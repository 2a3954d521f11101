import type * as glue from '#engine/glue';
import { loadEngine } from './engine.js';
import { EventSourceError } from './error.js';
import { type EventHandler, EventHandlers } from './handlers.js';
import { type RequestOptions, requestMaker, resolveUrl } from './request.js';
import { readEvents, type Sink } from './sink.js';
import { engineOptions, type StreamOptions } from './stream-options.js';

/** The options of an {@link EventSource}: the standard's `withCredentials`, and what the native one can't. */
export interface EventSourceInit extends RequestOptions, StreamOptions {
  /** Sends cookies to other origins too. Default: false. */
  withCredentials?: boolean;
}

/** The `error` event of an {@link EventSource}. `readyState` tells whether it goes on. */
export interface EventSourceErrorEvent extends Event {
  /** What went wrong. */
  readonly error: EventSourceError;
}

/** The events that every {@link EventSource} has. */
export interface EventSourceEventMap {
  open: Event;
  message: MessageEvent<string>;
  error: EventSourceErrorEvent;
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: EventTarget's methods, with the events' types and no code of their own.
export interface EventSource<Events = Record<string, MessageEvent<string>>> {
  addEventListener<Type extends keyof EventSourceEventMap>(
    type: Type,
    listener: (this: EventSource<Events>, event: EventSourceEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Type extends keyof Events>(
    type: Type,
    listener: (this: EventSource<Events>, event: Events[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof EventSourceEventMap>(
    type: Type,
    listener: (this: EventSource<Events>, event: EventSourceEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof Events>(
    type: Type,
    listener: (this: EventSource<Events>, event: Events[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * The web's `EventSource`, to the letter of the HTML standard, and with what the native one can't: a method, a body,
 * headers, a signal, errors that say what went wrong.
 *
 * `Events` maps the stream's own event types to their events, for the listeners' sake.
 *
 * A request that is neither GET nor HEAD is sent once: when its stream ends, the source closes; when it breaks off, it
 * closes with an `error` event.
 *
 * @example
 * const source = new EventSource('/v1/chat/completions', {
 *   method: 'POST',
 *   headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
 *   body: JSON.stringify({ model, messages, stream: true }),
 * });
 * source.onmessage = ({ data }) => (data === '[DONE]' ? source.close() : render(JSON.parse(data)));
 * source.onerror = ({ error }) => show(error.message);
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: see the interface.
export class EventSource<Events = Record<string, MessageEvent<string>>> extends EventTarget {
  /** Being connected for the first time, or again: 0. */
  declare static readonly CONNECTING: 0;
  /** Events may come: 1. */
  declare static readonly OPEN: 1;
  /** It is over, for good: 2. */
  declare static readonly CLOSED: 2;
  declare readonly CONNECTING: 0;
  declare readonly OPEN: 1;
  declare readonly CLOSED: 2;

  static {
    // As WebIDL has them: constants on the class and on its prototype; attributes and operations enumerable.
    const { prototype } = this;
    for (const [name, value] of Object.entries({ CONNECTING: 0, OPEN: 1, CLOSED: 2 })) {
      for (const holder of [this, prototype]) Object.defineProperty(holder, name, { value, enumerable: true });
    }
    for (const name of ['url', 'withCredentials', 'readyState', 'onopen', 'onmessage', 'onerror', 'close']) {
      Object.defineProperty(prototype, name, { enumerable: true });
    }
    // Whatever a minifier calls the class.
    Object.defineProperty(this, 'name', { value: 'EventSource', configurable: true });
    Object.defineProperty(prototype, Symbol.toStringTag, { value: 'EventSource', configurable: true });
  }

  readonly #url: string;
  readonly #withCredentials: boolean;
  readonly #handlers = new EventHandlers(this);
  #readyState: 0 | 1 | 2 = 0;
  /** Of the final response: redirects are followed. */
  #origin = '';
  #lastEventId = '';
  #handle: glue.Handle | undefined;
  /** Stops listening to the user's signal. */
  readonly #finished = new AbortController();

  /**
   * Opens a connection. It is made in the background; `open` tells when.
   *
   * @param url is resolved against the document's or the worker's
   * @throws a `SyntaxError` DOMException if the URL is not valid, a TypeError for options that mean nothing
   */
  constructor(url: string | URL, init: EventSourceInit = {}) {
    if (arguments.length === 0) throw new TypeError('EventSource needs a URL');
    super();
    const options = dictionary(init);
    this.#url = resolveUrl(`${url}`);
    this.#withCredentials = Boolean(options.withCredentials);
    const credentials = options.credentials ?? (this.#withCredentials ? 'include' : 'same-origin');
    const makeRequest = requestMaker(this.#url, { ...options, credentials });
    const engine = engineOptions(options);

    const { signal } = options;
    if (signal?.aborted) {
      this.#readyState = 2;
      return;
    }
    signal?.addEventListener('abort', () => this.close(), { signal: this.#finished.signal });

    const sink: Sink = {
      request: (number, lastEventId, signal) => makeRequest({ number, lastEventId, signal }),
      opened: (response) => this.#opened(response),
      events: (text, table) => this.#events(text, table),
      failed: (code, message, attempt, retryIn, response, body, cause) =>
        this.#failed(new EventSourceError(code, message, { attempt, retryIn, response, body, cause })),
      ended: () => this.close(),
    };
    loadEngine().then(
      ({ connect }) => {
        if (this.#readyState !== 2) this.#handle = connect(sink, this.#url, ...engine);
      },
      (error) => this.#failed(error),
    );
  }

  /** The URL, resolved. */
  get url(): string {
    return this.#url;
  }

  /** Whether cookies are sent to other origins too. */
  get withCredentials(): boolean {
    return this.#withCredentials;
  }

  /** `CONNECTING` (0), `OPEN` (1) or `CLOSED` (2). */
  get readyState(): 0 | 1 | 2 {
    return this.#readyState;
  }

  /** Called when a connection has been made. */
  get onopen(): EventHandler<EventSource<Events>, Event> {
    return this.#handlers.get('open') as EventHandler<EventSource<Events>, Event>;
  }
  set onopen(handler: EventHandler<EventSource<Events>, Event>) {
    this.#handlers.set('open', handler);
  }

  /** Called for each event of type `message`, which is what events without a type are. */
  get onmessage(): EventHandler<EventSource<Events>, MessageEvent<string>> {
    return this.#handlers.get('message') as EventHandler<EventSource<Events>, MessageEvent<string>>;
  }
  set onmessage(handler: EventHandler<EventSource<Events>, MessageEvent<string>>) {
    this.#handlers.set('message', handler);
  }

  /** Called when a connection was lost or could not be made. `event.error` says why, `readyState` whether it goes on. */
  get onerror(): EventHandler<EventSource<Events>, EventSourceErrorEvent> {
    return this.#handlers.get('error') as EventHandler<EventSource<Events>, EventSourceErrorEvent>;
  }
  set onerror(handler: EventHandler<EventSource<Events>, EventSourceErrorEvent>) {
    this.#handlers.set('error', handler);
  }

  /** Ends it, for good: the request is aborted, and no event comes any more, not even one that has been received. */
  close(): void {
    this.#readyState = 2;
    this.#finished.abort();
    this.#handle?.close();
    this.#handle = undefined;
  }

  /** The standard's "announce the connection". */
  #opened(response: Response): void {
    // A response that was made by script has no URL.
    this.#origin = new URL(response.url || this.#url).origin;
    this.#readyState = 1;
    super.dispatchEvent(new Event('open'));
  }

  #events(text: string, table: Uint32Array): undefined {
    this.#lastEventId = readEvents(text, table, this.#lastEventId, (type, data, lastEventId) => {
      super.dispatchEvent(new MessageEvent(type, { data, origin: this.#origin, lastEventId }));
      // A listener may have closed the source: then the events behind this one are not dispatched.
      return this.#readyState !== 2;
    });
  }

  /** The standard's "reestablish the connection" or "fail the connection". */
  #failed(error: EventSourceError): void {
    if (this.#readyState === 2) return;
    if (error.retryIn === undefined) this.close();
    else this.#readyState = 0;
    const event = new Event('error');
    Object.defineProperty(event, 'error', { value: error, enumerable: true });
    super.dispatchEvent(event);
  }
}

/** WebIDL's conversion to a dictionary. */
function dictionary(init: EventSourceInit | null): EventSourceInit {
  if (init === null) return {};
  if (typeof init !== 'object' && typeof init !== 'function') throw new TypeError('EventSource: init is not an object');
  return init;
}
