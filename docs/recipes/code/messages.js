import { eventStream } from 'eventsource-wasm';

/** Asks a messages API. Gives the answer's text piece by piece, and at its end returns why it ended. */
export async function* ask(url, key, request, init) {
  const stream = eventStream(url, {
    method: 'POST',
    headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01', 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...request, stream: true }),
    ...init,
  });
  let reason;
  for await (const event of stream) {
    switch (event.type) {
      case 'content_block_delta': {
        const { delta } = event.json();
        if (delta.type === 'text_delta') yield delta.text;
        break;
      }
      case 'message_delta':
        reason = event.json().delta.stop_reason;
        break;
      case 'error':
        throw new Error(event.json().error.message);
      case 'message_stop':
        return reason;
    }
    // Types that are not known yet may come at any time, and are no error.
  }
  throw new Error('The answer was cut short');
}
