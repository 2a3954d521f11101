import { eventStream } from 'eventsource-wasm';

/** Asks with a POST, once. After a break the rest is fetched with GET /resume?after=…, however often it takes. */
export function ask(url, question) {
  return eventStream(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ question }),
    request({ lastEventId }) {
      if (!lastEventId) return {};
      const rest = new URL('/resume', url);
      rest.searchParams.set('after', lastEventId);
      return { url: rest, method: 'GET', headers: {}, body: null };
    },
    until: '[DONE]',
    retry: { resend: 'resume', delay: 500, attempts: 5 },
  });
}
