import { drive } from './driver.js';
import { type RequestOptions, requestMaker } from './request.js';
import type { Sink } from './sink.js';
import { engineOptions, type StreamOptions } from './stream-options.js';

/** Whom a source tells what happens. */
export interface Listener extends Omit<Sink, 'request'> {
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
  const stop = drive(url, { ...listener, request: requestMaker(url, options) }, engineOptions(options));
  signal?.addEventListener('abort', listener.aborted);
  return () => {
    signal?.removeEventListener('abort', listener.aborted);
    stop();
  };
}
