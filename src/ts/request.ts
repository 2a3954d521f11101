import type { RequestParts } from './sink.js';
import type { StreamOptions } from './stream-options.js';

/** An attempt to get the stream. */
export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** The id of the last event that came, from which the server can resume; empty if there is none. */
  readonly lastEventId: string;
  /** Aborted when the attempt is over, for whatever reason. */
  readonly signal: AbortSignal;
}

/** What an attempt asks for instead of what the options say. */
export interface RequestOverride {
  url?: string | URL;
  method?: string;
  headers?: HeadersInit;
  body?: BodyInit | null;
}

/** What is asked: the options of `fetch`, of which some may be functions that are called for each attempt. */
export interface RequestOptions {
  /** The request's method. Others than GET and HEAD are never sent twice, unless `retry.resend` says so. Default: GET. */
  method?: string;
  /** The request's headers. `Accept` is `text/event-stream` unless given; `Last-Event-ID` is the engine's to set. */
  headers?: HeadersInit | ((attempt: Attempt) => HeadersInit | Promise<HeadersInit>);
  /** The request's body. */
  body?: BodyInit | null | ((attempt: Attempt) => BodyInit | null | Promise<BodyInit | null>);
  /** Called for each attempt, last; what it gives goes before `url`, `method`, `headers` and `body`. */
  request?: (attempt: Attempt) => RequestOverride | Promise<RequestOverride>;
  credentials?: RequestCredentials;
  mode?: RequestMode;
  /** Default: `no-store`, as the HTML standard has it. */
  cache?: RequestCache;
  referrer?: string;
  referrerPolicy?: ReferrerPolicy;
  integrity?: string;
  keepalive?: boolean;
  priority?: RequestPriority;
  redirect?: RequestRedirect;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch;
  /** Closes the source when it is aborted, like `close()`. */
  signal?: AbortSignal;
}

/**
 * Resolves a URL against the document's or the worker's, as the standard's "encoding-parse a URL, relative to this's
 * relevant settings object".
 */
export function resolveUrl(url: string): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  let resolved: URL | undefined;
  try {
    resolved = new URL(url, base);
  } catch {}
  // Chromium takes spaces and the like in a host and escapes them; by the URL standard no valid host has a `%`.
  if (!resolved || (/^https?:$/.test(resolved.protocol) && resolved.hostname.includes('%'))) {
    const hint = base ? '' : ', and there is no page to resolve it against';
    throw new DOMException(`'${url}' is not a valid URL${hint}`, 'SyntaxError');
  }
  return resolved.href;
}

/**
 * Makes a function that makes the request of each attempt. Options that are not ours go to `fetch` as they are.
 *
 * @throws TypeError for options that no request can be made with
 */
export function requestMaker(
  url: string,
  options: RequestOptions & StreamOptions & { withCredentials?: unknown; until?: unknown },
): (attempt: Attempt) => Promise<RequestParts> {
  const { method = 'GET', headers, body, request, fetch, signal, cache = 'no-store', ...others } = options;
  const { lastEventId, retry, timeout, whenHidden, maxEventBytes, withCredentials, until, ...init } = others;
  // Read now: they are what the caller gave, whatever becomes of the object, and if they are wrong it hears of it here.
  const names = typeof headers === 'function' ? headers : [...new Headers(headers)];
  let sent: unknown;

  return async (attempt) => {
    const ownHeaders = typeof names === 'function' ? await names(attempt) : names;
    const ownBody = typeof body === 'function' ? await body(attempt) : body;
    const override = (request && (await request(attempt))) ?? {};
    const { body: content = ownBody } = override;
    if (content instanceof ReadableStream) {
      if (content === sent) {
        throw new TypeError('a ReadableStream can be sent only once: let body be a function that makes one');
      }
      sent = content;
    }
    const made = {
      ...init,
      cache,
      method: override.method ?? method,
      headers: new Headers(override.headers ?? ownHeaders),
      body: content ?? null,
      // fetch insists on it if the body is a stream, and types don't know it yet.
      duplex: 'half',
    };
    return { url: override.url === undefined ? url : resolveUrl(`${override.url}`), init: made, fetch };
  };
}
