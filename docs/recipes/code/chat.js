import { eventStream } from 'eventsource-wasm';

/** Asks a chat completions API, and gives the answer's text piece by piece. `init` may have a `signal`. */
export async function* complete(url, key, request, init) {
  const stream = eventStream(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...request, stream: true }),
    until: '[DONE]',
    ...init,
  });
  let finished = false;
  for await (const event of stream) {
    const { choices, error } = event.json();
    if (error) throw new Error(error.message);
    // Some APIs end with a chunk that has no choices, and tells the usage.
    const [choice] = choices;
    if (choice?.delta.content) yield choice.delta.content;
    if (choice?.finish_reason) finished = true;
  }
  if (!finished) throw new Error('The answer was cut short');
}

/** What to tell the user of an error: the API's own words, where it had any. */
export function explain(error) {
  if (error.code === 'aborted') return 'Stopped.';
  if (error.code !== 'status') return error.message;
  try {
    return JSON.parse(error.body).error.message;
  } catch {
    return `The server answered with status ${error.status}.`;
  }
}
