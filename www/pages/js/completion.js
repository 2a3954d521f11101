// One chat completion over an event stream. This is the part to copy: the rest of the page is furniture.

import { EventSource } from 'eventsource-wasm';

/**
 * Asks for a completion, and calls `on.token(text)` for each piece of it, and `on.done(usage)` after the last, or
 * `on.problem(error)` with an EventSourceError. Throws where there is no such request: a key with characters that no
 * header can have, say.
 */
export function streamCompletion({ apiKey, messages, scenario, requestId }, on) {
  const source = new EventSource('/v1/chat/completions', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${apiKey}`,
      'Content-Type': 'application/json',
      'X-Request-Id': requestId,
      'X-Demo-Scenario': scenario,
    },
    body: JSON.stringify({
      model: 'scripted-1',
      stream: true,
      stream_options: { include_usage: true },
      messages,
    }),
  });

  let usage;
  source.onmessage = ({ data }) => {
    if (data === '[DONE]') {
      source.close();
      on.done(usage);
      return;
    }
    const chunk = JSON.parse(data);
    usage = chunk.usage ?? usage;
    const text = chunk.choices[0]?.delta.content;
    if (text) on.token(text);
  };

  // A POST is never sent again by itself, so an error is the end of it: whether to ask again is the visitor's choice.
  source.onerror = ({ error }) => on.problem(error);

  return source;
}
