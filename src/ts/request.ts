import type { RequestParts } from './sink.js';

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

/** The options that go to `fetch` as they are. */
const passedOn = [
  'credentials',
  'mode',
  'cache',
  'referrer',
  'referrerPolicy',
  'integrity',
  'keepalive',
  'priority',
  'redirect',
] as const satisfies (keyof RequestOptions & keyof RequestInit)[];

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
    const hint = base ? '' : ', and there is no document or worker to resolve it against';
    throw new DOMException(`'${url}' is not a valid URL${hint}`, 'SyntaxError');
  }
  return resolved.href;
}

/**
 * Makes a function that makes the request of each attempt.
 *
 * @throws TypeError for options that no request can be made with
 */
export function requestMaker(
  url: string,
  options: RequestOptions,
): (attempt: Attempt) => RequestParts | Promise<RequestParts> {
  const { method = 'GET', headers, body, request, fetch } = options;
  const init: RequestInit = { cache: 'no-store' };
  for (const key of passedOn) {
    if (options[key] !== undefined) Object.assign(init, { [key]: options[key] });
  }
  // Read now: they are what the caller gave, whatever becomes of the object, and if they are wrong it hears of it here.
  const fixed = typeof headers === 'function' ? undefined : [...new Headers(headers)];

  let sent: ReadableStream | undefined;
  const make = (override: RequestOverride, headers: HeadersInit | undefined, body: BodyInit | null | undefined) => {
    const parts: RequestParts = {
      url: override.url === undefined ? url : resolveUrl(String(override.url)),
      method: override.method ?? method,
      headers: new Headers(override.headers ?? headers),
      init: { ...init },
      fetch,
    };
    Object.assign(parts.init, { method: parts.method, headers: parts.headers });
    const content = override.body === undefined ? body : override.body;
    if (content != null) parts.init.body = content;
    if (content instanceof ReadableStream) {
      if (content === sent) {
        throw new TypeError(
          'a ReadableStream can be sent once only; let body be a function that makes a new one for each request',
        );
      }
      sent = content;
      // fetch insists on it, and types don't know it yet.
      Object.assign(parts.init, { duplex: 'half' });
    }
    return parts;
  };

  if (typeof headers !== 'function' && typeof body !== 'function' && !request) return () => make({}, fixed, body);
  return async (attempt) => {
    const names = typeof headers === 'function' ? await headers(attempt) : fixed;
    const content = typeof body === 'function' ? await body(attempt) : body;
    return make((await request?.(attempt)) ?? {}, names, content);
  };
}
