import { none } from './memory.js';

const isHidden = () => globalThis.document?.visibilityState === 'hidden';

/**
 * The states of the page that may be waited for, as `Page` in src/connection.rs numbers them from 1: who tells of them, and
 * whether they are reached, now or with an event.
 */
const pages: [target: () => EventTarget | undefined, type: string, isReached: (event?: Event) => boolean][] = [
  [() => globalThis.document, 'visibilitychange', isHidden],
  [() => globalThis.document, 'visibilitychange', () => !isHidden()],
  [() => globalThis, 'online', () => globalThis.navigator?.onLine !== false],
  // Only an event tells that it was offline before.
  [() => globalThis, 'online', Boolean],
];

/** What came of a wait: a value; or, as `resume` in src/bindings takes it, that the time is up (1) or the page as asked (2). */
export type Came<T> = { value: T; kind?: never } | { value?: never; kind: 1 | 2 };

/** Waits for the first of a promise, a time in ms and a state of the page (0: none). */
export function first<T>(promise: Promise<T>, ms: number, page = 0): Promise<Came<T>> {
  return new Promise((resolve, reject) => {
    const [target, type = '', isReached] = pages[page - 1] ?? [];
    const look = (event?: Event) => {
      if (isReached?.(event)) finish({ kind: 2 });
    };
    const timer = ms === none ? undefined : setTimeout(() => finish({ kind: 1 }), ms);
    const stop = () => {
      clearTimeout(timer);
      target?.()?.removeEventListener?.(type, look);
    };
    const finish = (came: Came<T>) => {
      stop();
      resolve(came);
    };
    target?.()?.addEventListener?.(type, look);
    look();
    promise.then(
      (value) => finish({ value }),
      (cause) => {
        stop();
        reject(cause);
      },
    );
  });
}
