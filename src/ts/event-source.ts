import { type Channel, channel } from './channel.js';
import type { EventSourceError } from './error.js';
import { type EventHandler, eventHandlers } from './handlers.js';
import { asInterface } from './interface.js';
import { type RequestOptions, resolveUrl } from './request.js';
import { EventReader } from './sink.js';
import { openSource } from './source.js';
import { StreamMessage } from './stream-message.js';
import type { StreamOptions } from './stream-options.js';

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

/** EventTarget's methods, with the types of the events, and no code of their own. */
// biome-ignore lint/correctness/noUnusedVariables: it is a part of the class.
interface EventSource<Events = Record<string, MessageEvent<string>>> {
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

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the interface adds types to methods that EventTarget has.
// biome-ignore lint/correctness/noUnusedVariables: the interface uses Events.
class EventSource<Events = Record<string, MessageEvent<string>>> extends EventTarget {
  /** Being connected for the first time, or again: 0. */
  declare static readonly CONNECTING: 0;
  /** Events may come: 1. */
  declare static readonly OPEN: 1;
  /** It is over, for good: 2. */
  declare static readonly CLOSED: 2;
  declare readonly CONNECTING: 0;
  declare readonly OPEN: 1;
  declare readonly CLOSED: 2;

  readonly #url: string;
  readonly #withCredentials: boolean;
  readonly #handlers = eventHandlers(this);
  #readyState: 0 | 1 | 2 = 0;
  /** Of the final response: redirects are followed. */
  #origin = '';
  #lastEventId = '';
  #onevent: EventHandler<MessageEvent<string>> = null;
  #oncomment: ((text: string) => unknown) | null = null;
  /** Comments that came behind so many of the events that come next. */
  #comments: { text: string; behind: number }[] = [];
  /** Those who iterate over the events. */
  readonly #channels = new Set<Channel<MessageEvent<string>>>();
  /** The chunk's events that have been dispatched, while it is under way. */
  #told: MessageEvent<string>[] | undefined;
  readonly #reader = new EventReader();
  #stop = () => {};

  /**
   * Opens a connection. It is made in the background; `open` tells when.
   *
   * @param url is resolved against the document's or the worker's
   * @throws a `SyntaxError` DOMException if the URL is not valid, a TypeError for options that mean nothing
   */
  constructor(url: string | URL, init: EventSourceInit = {}) {
    // biome-ignore lint/complexity/noArguments: `undefined` is a URL, by WebIDL; only no argument at all is an error.
    if (arguments.length === 0) throw new TypeError('EventSource needs a URL');
    super();
    // WebIDL's conversion to a dictionary.
    const options = init ?? {};
    if (Object(options) !== options) throw new TypeError('EventSource: init is not an object');
    this.#url = resolveUrl(`${url}`);
    this.#withCredentials = Boolean(options.withCredentials);
    this.#lastEventId = options.lastEventId ?? '';
    const credentials = options.credentials ?? (this.#withCredentials ? 'include' : 'same-origin');

    this.#stop = openSource(
      this.#url,
      { ...options, credentials },
      {
        // The standard's "announce the connection".
        opened: (response) => {
          // A response that was made by script has no URL.
          this.#origin = new URL(response.url || this.#url).origin;
          this.#readyState = 1;
          super.dispatchEvent(new Event('open'));
        },
        comment: (text, behind) => this.#comments.push({ text, behind }),
        events: (batch) => this.#events(batch),
        paused: () => {
          this.#readyState = 0;
        },
        // The standard's "reestablish the connection" or "fail the connection".
        failed: (error) => {
          if (error.retryIn === undefined) this.#close(error);
          else this.#readyState = 0;
          super.dispatchEvent(Object.assign(new Event('error'), { error }));
        },
        ended: () => this.#close(),
        aborted: () => this.close(),
      },
    );
    if (options.signal?.aborted) this.close();
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
  get onopen(): EventHandler<Event> {
    return this.#handlers.get('open') as EventHandler<Event>;
  }
  set onopen(handler: EventHandler<Event>) {
    this.#handlers.set('open', handler);
  }

  /** Called for each event of type `message`, which is what events without a type are. */
  get onmessage(): EventHandler<MessageEvent<string>> {
    return this.#handlers.get('message') as EventHandler<MessageEvent<string>>;
  }
  set onmessage(handler: EventHandler<MessageEvent<string>>) {
    this.#handlers.set('message', handler);
  }

  /** Called when a connection was lost or could not be made. `event.error` says why, `readyState` whether it goes on. */
  get onerror(): EventHandler<Event> {
    // A handler of any event, by its type: so a source may stand wherever lib.dom has its EventSource.
    return this.#handlers.get('error') as EventHandler<Event>;
  }
  set onerror(handler: EventHandler<EventSourceErrorEvent>) {
    this.#handlers.set('error', handler);
  }

  /** Called for every event, whatever its type, before its listeners. Not in the standard. */
  get onevent(): EventHandler<MessageEvent<string>> {
    return this.#onevent;
  }
  set onevent(handler: EventHandler<MessageEvent<string>>) {
    this.#onevent = typeof handler === 'function' ? handler : null;
  }

  /** Called with the text of each comment, as servers send to keep a connection alive. Not in the standard. */
  get oncomment(): ((text: string) => unknown) | null {
    return this.#oncomment;
  }
  set oncomment(handler: ((text: string) => unknown) | null) {
    this.#oncomment = typeof handler === 'function' ? handler : null;
  }

  /**
   * Iterates over all events, whatever their type, from now on. Not in the standard.
   *
   * While somebody iterates, the network is read only as fast as the events are taken. The iteration ends when the source
   * is closed, and throws the EventSourceError that closed it if it was one. To leave the loop does not close the source.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<MessageEvent<string>, undefined, undefined> {
    const given = channel<MessageEvent<string>>(() => this.#channels.delete(given));
    if (this.#readyState === 2) given.end();
    else this.#channels.add(given);
    return given;
  }

  /** Ends it, for good: the request is aborted, and no event comes any more, not even one that has been received. */
  close(): void {
    for (const channel of this.#channels) {
      // A listener that closes: whoever iterates gets what has been dispatched. In the loop: nothing any more.
      if (this.#told) channel.push(this.#told);
      else channel.fail();
    }
    this.#close();
  }

  #close(error?: EventSourceError): void {
    this.#readyState = 2;
    this.#stop();
    for (const channel of this.#channels) channel.end(error);
  }

  #events(batch: number): void | Promise<void> {
    const comments = this.#comments;
    this.#comments = [];
    const told: MessageEvent<string>[] = [];
    this.#told = told;
    const tellComments = (before: number) => {
      while (this.#readyState < 2 && comments[0] && comments[0].behind <= before) {
        this.#call(this.#oncomment, comments.shift()?.text as string);
      }
    };
    this.#reader.read(batch, (type, data, id = this.#lastEventId, _retry, number) => {
      tellComments(number);
      if (this.#readyState === 2) return false;
      this.#lastEventId = id;
      const event = new StreamMessage(type || 'message', data, this.#origin, id);
      if (this.#channels.size > 0) told.push(event);
      this.#call(this.#onevent, event);
      super.dispatchEvent(event);
      // A listener may have closed the source: then the events behind are not dispatched.
      return this.#readyState < 2;
    });
    tellComments(Infinity);
    this.#told = undefined;
    if (this.#channels.size === 0 || told.length === 0) return;
    return Promise.all([...this.#channels].map((channel) => channel.push(told))).then(() => {});
  }

  /** Calls what is no listener. What it throws is nobody's to catch, as if it were one. */
  #call<Argument>(callback: ((argument: Argument) => unknown) | null, argument: Argument): void {
    try {
      callback?.call(this, argument);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** What of the class's shape WebIDL says and the language doesn't. A function, so that an unused class falls away. */
function shaped(theClass: typeof EventSource): typeof EventSource {
  const { prototype } = asInterface(theClass);
  for (const owner of [theClass, prototype]) {
    ['CONNECTING', 'OPEN', 'CLOSED'].forEach((name, value) => {
      Object.defineProperty(owner, name, { value, enumerable: true });
    });
  }
  const name = { value: 'EventSource', configurable: true };
  // Whatever a minifier calls the class.
  Object.defineProperty(theClass, 'name', name);
  Object.defineProperty(prototype, Symbol.toStringTag, name);
  return theClass;
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
const Shaped = /* @__PURE__ */ shaped(EventSource);
type Shaped<Events = Record<string, MessageEvent<string>>> = EventSource<Events>;

export { Shaped as EventSource };
