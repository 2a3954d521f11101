import { asInterface } from './interface.js';

/**
 * A `MessageEvent` that keeps what a stream says of it itself. To hand that to the platform's constructor costs thrice as
 * much as all the rest of the event, the origin above all, which browsers parse.
 */
class StreamMessage extends MessageEvent<string> {
  readonly #data: string;
  readonly #origin: string;
  readonly #lastEventId: string;

  constructor(type: string, data: string, origin: string, lastEventId: string) {
    super(type);
    this.#data = data;
    this.#origin = origin;
    this.#lastEventId = lastEventId;
  }

  override get data(): string {
    return this.#data;
  }

  override get origin(): string {
    return this.#origin;
  }

  override get lastEventId(): string {
    return this.#lastEventId;
  }
}

/** Nobody need know: `event.constructor` makes a copy, as that of any event does. */
function disguised(theClass: typeof StreamMessage): typeof StreamMessage {
  Object.defineProperty(theClass.prototype, 'constructor', { value: MessageEvent });
  return asInterface(theClass);
}

function platforms(type: string, data: string, origin: string, lastEventId: string): MessageEvent<string> {
  return new MessageEvent(type, { data, origin, lastEventId });
}

/** What it extends is not made for that everywhere: Deno's assigns what is a getter here, Cloudflare's wants it all. */
function whereItCan(theClass: typeof StreamMessage): typeof StreamMessage {
  try {
    new theClass('message', '', '', '');
    return disguised(theClass);
  } catch {
    return platforms as unknown as typeof StreamMessage;
  }
}

const Disguised = /* @__PURE__ */ whereItCan(StreamMessage);

export { Disguised as StreamMessage };
