/** An event handler attribute's value: a function, or null. */
export type EventHandler<E extends Event> = ((event: E) => unknown) | null;

interface Handler {
  value: unknown;
  listener: (event: Event) => void;
}

/**
 * The event handlers of one target, as the HTML standard's event handler attributes have them: one is called in the
 * place where it was first set, and `return false` cancels.
 */
export class EventHandlers {
  readonly #target: EventTarget;
  readonly #handlers = new Map<string, Handler>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  get(type: string): unknown {
    return this.#handlers.get(type)?.value ?? null;
  }

  set(type: string, value: unknown): void {
    const handler = this.#handlers.get(type);
    // [LegacyTreatNonObjectAsNull]
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      if (handler) this.#target.removeEventListener(type, handler.listener);
      this.#handlers.delete(type);
    } else if (handler) {
      handler.value = value;
    } else {
      const added: Handler = { value, listener: (event) => this.#call(added.value, event) };
      this.#handlers.set(type, added);
      this.#target.addEventListener(type, added.listener);
    }
  }

  #call(value: unknown, event: Event): void {
    // An object that can't be called is kept, and does nothing.
    if (typeof value === 'function' && value.call(event.currentTarget, event) === false) event.preventDefault();
  }
}
