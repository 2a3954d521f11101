import type { RequestParts } from './sink.js';
import { first } from './waiting.js';

/** How much of a refused response's body is read: at most so many bytes, for so many ms. */
const bodyBytes = 4096;
const bodyTime = 2000;
/** How many ms each answer is waited for that tells CORS from a dead network. */
const probeTime = 5000;

/** Why there was no answer, or no more of it, as `resume` in src/bindings takes it. */
export enum Failure {
  Network = 4,
  Aborted,
  Cors,
  Request,
}

/** Whether the request is a GET or HEAD: to repeat it is safe, and it has no body. */
export const isSafe = ({ init: { method = 'GET' } }: RequestParts): boolean => /^(get|head)$/i.test(method);

/** Sends the request of an attempt. */
export async function send(
  { url, init, fetch = globalThis.fetch }: RequestParts,
  lastEventId: string,
): Promise<Response> {
  const { headers } = init;
  // "Set (`Accept`, `text/event-stream`) in request's header list", unless the user asked for something else.
  if (!headers.has('Accept')) headers.set('Accept', 'text/event-stream');
  // "If the event source's last event ID string is not the empty string, then: Let lastEventIDValue be the event source's
  // last event ID string, encoded as UTF-8. Set (`Last-Event-ID`, lastEventIDValue)". fetch takes a header as a string with
  // one character for each byte.
  if (lastEventId) {
    headers.set(
      'Last-Event-ID',
      Array.from(new TextEncoder().encode(lastEventId), (b) => String.fromCharCode(b)).join(''),
    );
  }
  const response = await fetch(url, init);
  if (Object(response) !== response) throw new TypeError('fetch gave no Response');
  return response;
}

/** "Aborted" is what the standard calls a request that the user agent gave up by itself. */
export const brokenOff = (cause: unknown): number =>
  (cause as Error | undefined)?.name === 'AbortError' ? Failure.Aborted : Failure.Network;

/** fetch gave no response: why? `cause` is what it said, and may be replaced by something that says more. */
export async function unanswered(parts: RequestParts, cause: unknown): Promise<[failure: number, cause: unknown]> {
  const { url, init, fetch } = parts;
  const failure = brokenOff(cause);
  if (failure !== Failure.Network) return [failure, cause];
  // The body may be a stream that is used up by now, and has no say in whether the rest is right.
  const { body, ...bodiless } = init;
  try {
    // The failure of URLs that lead to no server is final.
    if (!/^https?:/.test(url)) throw cause;
    if (body != null && isSafe(parts)) throw new TypeError('a GET or HEAD request has no body');
    new Request(url, bodiless);
  } catch (defect) {
    return [Failure.Request, defect];
  }
  return [!fetch && (await isWithheld(url, bodiless)) ? Failure.Cors : Failure.Network, cause];
}

/**
 * Whether a request failed for lack of permission by CORS, which fetch does not say. Asked after it failed, and without
 * repeating it: a HEAD that nobody may read tells whether the server is there, and one with the same headers whether it
 * lets us read. Where there is no origin (Node), there is no CORS either.
 */
async function isWithheld(url: string, init: RequestInit): Promise<boolean> {
  const own = globalThis.location?.origin;
  if (!own || new URL(url).origin === own) return false;
  const { credentials, signal } = init;
  const head = (options: RequestInit) => first(globalThis.fetch(url, { ...options, method: 'HEAD' }), probeTime);
  const isRefused = () =>
    head(init).then(
      () => false,
      () => true,
    );
  return head({ credentials, signal, mode: 'no-cors', cache: 'no-store' } as RequestInit).then(
    ({ kind }) => !kind && isRefused(),
    () => false,
  );
}

/** The start of a refused response's body. What follows is for the request's abort to stop. */
export async function bodyStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let room = bodyBytes;
  const read = async () => {
    const reader = response.body?.getReader();
    while (reader && room > 0) {
      const { value } = await reader.read();
      if (!value) return;
      text += decoder.decode(value.subarray(0, room), { stream: true });
      room -= value.length;
    }
  };
  // What was read before it broke off is better than nothing.
  await first(read(), bodyTime).catch(() => {});
  return text + decoder.decode();
}
