import type { Handle } from '#engine/glue';
import { loadEngine } from './engine.js';
import { EventSourceError } from './error.js';
import { type RequestOptions, requestMaker } from './request.js';
import type { Sink } from './sink.js';
import { type EngineOptions, engineOptions, type StreamOptions } from './stream-options.js';

/** Whom a source tells what happens. */
export interface Listener extends Omit<Sink, 'request' | 'failed'> {
  /** An attempt failed, or the engine could not be started. Without `retryIn` the source is closed. */
  failed(error: EventSourceError): void;
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
    failed: (code, message, attempt, retryIn, response, body, cause) =>
      listener.failed(new EventSourceError(code, message, { attempt, retryIn, response, body, cause })),
  };
  return startEngine(url, false, sink, engineOptions(options), listener.failed);
}

/**
 * The same for a sink that makes its requests itself. `raw`: see `connect` in src/bindings.rs.
 *
 * @param unsupported is told if the engine can't be started
 */
export function startEngine(
  url: string,
  raw: boolean,
  sink: Sink,
  options: EngineOptions,
  unsupported: (error: EventSourceError) => void,
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
