import { EventSource } from './event-source.js';

/**
 * Sets `globalThis.EventSource` where there is none. Importing this module does so.
 *
 * @param options with `force`, the native one is replaced too
 * @returns whether it was set
 */
export function install({ force = false }: { force?: boolean } = {}): boolean {
  if (!force && typeof globalThis.EventSource === 'function') return false;
  Object.defineProperty(globalThis, 'EventSource', {
    value: EventSource,
    // As WebIDL has interface objects.
    writable: true,
    enumerable: false,
    configurable: true,
  });
  return true;
}

install();
