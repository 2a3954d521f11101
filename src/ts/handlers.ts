/** Whether the package is built for a runtime that may call handlers by itself: scripts/lib/build/bundle.js says it. */
declare const MAY_CALL_HANDLERS: boolean;

/** An event handler attribute's value: a function, or null. */
export type EventHandler<E extends Event> = ((event: E) => unknown) | null;

/** See {@link eventHandlers}. */
export interface EventHandlers {
  get(type: string): unknown;
  set(type: string, value: unknown): void;
}

/**
 * The event handlers of one target, as the HTML standard's event handler attributes have them: one is called in the
 * place where it was first set, and `return false` cancels.
 */
export function eventHandlers(target: EventTarget): EventHandlers {
  const handlers: Record<string, { value: unknown; listener: (event: Event) => void }> = {};
  return {
    get: (type) => handlers[type]?.value ?? null,
    set(type, value) {
      const handler = handlers[type];
      // [LegacyTreatNonObjectAsNull]
      if (Object(value) !== value) {
        target.removeEventListener(type, handler?.listener ?? null);
        delete handlers[type];
      } else if (handler) {
        handler.value = value;
      } else {
        const added = {
          value,
          listener(event: Event) {
            // An object that can't be called is kept, and does nothing.
            if (typeof added.value === 'function' && added.value.call(event.currentTarget, event) === false) {
              event.preventDefault();
            }
          },
        };
        handlers[type] = added;
        if (!MAY_CALL_HANDLERS || !callsHandlers()) target.addEventListener(type, added.listener);
      }
    },
  };
}

/** Whether EventTarget calls what is in `on…`, as Cloudflare's does without being asked; newer ones can be told not to. */
function callsHandlers(): boolean {
  let called = false;
  const target = Object.assign(new EventTarget(), {
    onprobe() {
      called = true;
    },
  });
  target.dispatchEvent(new Event('probe'));
  return called;
}
