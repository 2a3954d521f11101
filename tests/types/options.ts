// The options: everything of the request that may be given, and nothing else.
import { EventSource } from 'eventsource-wasm';

new EventSource('/x', {});
new EventSource('/x', { withCredentials: true });
new EventSource('/x', {
  method: 'POST',
  headers: { Authorization: 'Bearer a' },
  body: '{}',
  signal: new AbortController().signal,
  lastEventId: '41',
  credentials: 'include',
  mode: 'cors',
  cache: 'no-store',
  referrer: '/y',
  referrerPolicy: 'no-referrer',
  integrity: '',
  keepalive: true,
  priority: 'low',
  redirect: 'error',
  fetch: globalThis.fetch,
  retry: { delay: 1000, maxDelay: 2000, factor: 1, jitter: 0, attempts: 3 },
});
new EventSource('/x', { headers: new Headers() });
new EventSource('/x', { headers: [['a', 'b']] });
new EventSource('/x', { method: 'POST', body: new FormData() });
new EventSource('/x', { method: 'POST', body: new URLSearchParams() });
new EventSource('/x', { method: 'POST', body: new Blob([]) });
new EventSource('/x', { method: 'POST', body: new Uint8Array(1) });
new EventSource('/x', { method: 'POST', body: null });
new EventSource('/x', { retry: false });
new EventSource('/x', { fetch: async (input, init) => fetch(input, init) });

// @ts-expect-error: a string
new EventSource('/x', { method: 1 });
// @ts-expect-error: headers
new EventSource('/x', { headers: 1 });
// @ts-expect-error: an object is no body
new EventSource('/x', { body: { prompt: 'x' } });
// @ts-expect-error: its signal is wanted
new EventSource('/x', { signal: new AbortController() });
// @ts-expect-error: a string
new EventSource('/x', { lastEventId: 41 });
// @ts-expect-error: a boolean
new EventSource('/x', { withCredentials: 'yes' });
// @ts-expect-error: one of three words
new EventSource('/x', { credentials: 'sometimes' });
// @ts-expect-error: false or an object
new EventSource('/x', { retry: true });
// @ts-expect-error: a number
new EventSource('/x', { retry: { delay: 'soon' } });
// @ts-expect-error: a function
new EventSource('/x', { fetch: 'fetch' });
// @ts-expect-error: no such option
new EventSource('/x', { headres: {} });
// @ts-expect-error: an address is a string or a URL
new EventSource(1);
