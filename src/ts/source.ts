import { drive } from './driver.js';
import { EventSourceError } from './error.js';
import { type RequestOptions, requestMaker } from './request.js';
import type { Sink } from './sink.js';
import { engineOptions, type StreamOptions } from './stream-options.js';

/** Whom a source tells what happens. */
export interface Listener extends Omit<Sink, 'request' | 'failed'> {
  /** An attempt failed, or the engine could not be started. Without `retryIn` the source is closed. */
  failed(error: EventSourceError): void;
  /** The user's signal was aborted. If it has been before, this is not called. */
  aborted(): void;
}

/**
 * Starts a source with options of both kinds, in the background.
 *
 * @returns a function that ends it at once; the listener hears nothing more
 * @throws TypeError for options that mean nothing
 */
export function openSource(url: string, options: RequestOptions & StreamOptions, listener: Listener): () => void {
  const { signal } = options;
  const makeRequest = requestMaker(url, options);
  const sink: Sink = {
    ...listener,
    request: (number, lastEventId, signal) => makeRequest({ number, lastEventId, signal }),
    failed: (code, message, attempt, retryIn, response, body, cause) =>
      listener.failed(new EventSourceError(code, message, { attempt, retryIn, response, body, cause })),
  };
  const stop = drive(url, sink, engineOptions(options), listener.failed);
  signal?.addEventListener('abort', listener.aborted);
  return () => {
    signal?.removeEventListener('abort', listener.aborted);
    stop();
  };
}
