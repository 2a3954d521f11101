// A completion in OpenAI's streaming format, token by token, at the pace of a model.

import { setTimeout as sleep } from 'node:timers/promises';
import { compose } from './answers.js';
import { countTokens, tokensOf } from './tokens.js';

const FIRST_TOKEN = [250, 500]; // ms
const TOKEN = [12, 38];

/**
 * Yields the data of each event, `[DONE]` included. Rejects with an AbortError as soon as `signal` fires, so nothing is
 * produced for a client that has left.
 */
export async function* completion({ model, messages, includeUsage }, signal) {
  const frame = {
    id: `chatcmpl-${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model,
  };
  const chunk = (delta, finish_reason = null) =>
    JSON.stringify({
      ...frame,
      choices: [{ index: 0, delta, finish_reason }],
      ...(includeUsage && { usage: null }),
    });

  await sleep(between(FIRST_TOKEN), undefined, { signal });
  yield chunk({ role: 'assistant', content: '' });

  let completionTokens = 0;
  for (const token of tokensOf(compose(messages))) {
    yield chunk({ content: token });
    completionTokens++;
    await sleep(between(TOKEN) + pauseAfter(token), undefined, { signal });
  }
  yield chunk({}, 'stop');

  if (includeUsage) {
    const promptTokens = messages.reduce((sum, { content }) => sum + countTokens(content), 0);
    const usage = {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    };
    yield JSON.stringify({ ...frame, choices: [], usage });
  }
  yield '[DONE]';
}

function between([least, most]) {
  return least + Math.random() * (most - least);
}

function pauseAfter(token) {
  if (/[.!?。！？]$/.test(token)) return 90;
  return token.includes('\n') ? 50 : 0;
}
