import { asInterface } from './interface.js';

/**
 * A `MessageEvent` that keeps what a stream says of it itself.
 *
 * Its prototype is a `MessageEvent`'s, and its constructor `Event`'s: that of `MessageEvent` takes three times as long, and
 * ten times as long if it is given the origin, which browsers parse.
 */
class StreamMessage extends Event {
  readonly #data: string;
  readonly #origin: string;
  readonly #lastEventId: string;

  constructor(type: string, data: string, origin: string, lastEventId: string) {
    super(type);
    this.#data = data;
    this.#origin = origin;
    this.#lastEventId = lastEventId;
  }

  get data(): string {
    return this.#data;
  }

  get origin(): string {
    return this.#origin;
  }

  get lastEventId(): string {
    return this.#lastEventId;
  }
}

/** Takes its place among the platform's classes. */
function disguised(theClass: typeof StreamMessage) {
  const { prototype } = asInterface(theClass);
  Object.setPrototypeOf(prototype, MessageEvent.prototype);
  // Nobody need know: `event.constructor` makes a copy, as that of any event does.
  Object.defineProperty(prototype, 'constructor', { value: MessageEvent });
  // What no event of a stream has, as ports and a source: the platform's getters take the platform's own events only.
  let blank: MessageEvent | undefined;
  for (const name of Object.getOwnPropertyNames(MessageEvent.prototype) as (keyof MessageEvent)[]) {
    if (Object.hasOwn(prototype, name)) continue;
    Object.defineProperty(prototype, name, {
      get() {
        blank ??= new MessageEvent('message');
        return blank[name];
      },
      enumerable: true,
      configurable: true,
    });
  }
  return theClass as unknown as new (
    ...its: ConstructorParameters<typeof StreamMessage>
  ) => MessageEvent<string>;
}

const Disguised = /* @__PURE__ */ disguised(StreamMessage);

export { Disguised as StreamMessage };
