import { EventSource } from './event-source.js';

/**
 * Sets `globalThis.EventSource` where there is none. Importing this module does so.
 *
 * @param options with `force`, the native one is replaced too
 * @returns whether it was set
 */
export function install({ force = false }: { force?: boolean } = {}): boolean {
  if (!force && 'EventSource' in globalThis) return false;
  // As WebIDL has interface objects: not enumerable.
  Object.defineProperty(globalThis, 'EventSource', { value: EventSource, writable: true, configurable: true });
  return true;
}

install();
