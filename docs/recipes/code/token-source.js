import { EventSource } from 'eventsource-wasm';

/** A source whose token may expire. `tokens.get()` gives one, `tokens.drop()` makes it get a new one next time. */
export function authorizedSource(url, tokens) {
  const source = new EventSource(url, {
    headers: async () => ({ Authorization: `Bearer ${await tokens.get()}` }),
    retry: { statuses: [401], delay: 500 },
  });
  let refusedBefore = false;
  source.addEventListener('open', () => {
    refusedBefore = false;
  });
  source.addEventListener('error', ({ error }) => {
    if (error.status !== 401) return;
    // A new token was refused, too: this user may not read the stream.
    if (refusedBefore) source.close();
    refusedBefore = true;
    tokens.drop();
  });
  return source;
}
