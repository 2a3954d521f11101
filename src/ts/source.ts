import type { Handle } from '#engine/glue';
import { loadEngine } from './engine.js';
import type { EventSourceError } from './error.js';
import { type RequestOptions, requestMaker } from './request.js';
import type { Sink } from './sink.js';
import { type EngineOptions, engineOptions, type StreamOptions } from './stream-options.js';

/** Whom a source tells what happens. */
export interface Listener extends Omit<Sink, 'request'> {
  /** The engine could not be started. */
  unsupported(error: EventSourceError): void;
}

/**
 * Starts a source with options of both kinds, in the background.
 *
 * @returns a function that ends it at once; the listener hears nothing more
 * @throws TypeError for options that mean nothing
 */
export function openSource(url: string, options: RequestOptions & StreamOptions, listener: Listener): () => void {
  const makeRequest = requestMaker(url, options);
  const sink: Sink = {
    ...listener,
    request: (number, lastEventId, signal) => makeRequest({ number, lastEventId, signal }),
  };
  return startEngine(url, false, sink, engineOptions(options), listener.unsupported);
}

/** The same for a sink that makes its requests itself. `raw`: see `connect` in src/bindings.rs. */
export function startEngine(
  url: string,
  raw: boolean,
  sink: Sink,
  options: EngineOptions,
  unsupported: Listener['unsupported'],
): () => void {
  let handle: Handle | undefined;
  let closed = false;
  loadEngine().then(
    ({ connect }) => {
      if (!closed) handle = connect(sink, url, raw, ...options);
    },
    (error) => {
      if (!closed) unsupported(error);
    },
  );
  return () => {
    closed = true;
    handle?.close();
    handle = undefined;
  };
}
