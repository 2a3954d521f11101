import { eventStream } from 'eventsource-wasm';

/** Asks with a POST. After a break it is sent again, with `Last-Event-ID`, and the server goes on from there. */
export function ask(url, question) {
  return eventStream(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ question }),
    until: '[DONE]',
    retry: { resend: 'resume', delay: 500, attempts: 5 },
  });
}
