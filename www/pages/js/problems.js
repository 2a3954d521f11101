// What went wrong, in words: a headline, what it means, and what can be done.

import { EventSourceError } from 'eventsource-wasm';

/** @returns {{ title: string, text: string, said?: string, wait?: number, facts: [string, string][] }} */
export function explain(error, { tokens, apiKey }) {
  return { ...story(error, tokens, apiKey), facts: factsOf(error), wait: secondsToWait(error) };
}

/** The stream ended in good order, but the answer hadn't. There is no error to tell of it. */
export function explainEarlyEnd(tokens) {
  return {
    title: 'The answer ended early',
    text: `The server closed the stream after ${count(tokens)}, without the [DONE] that ends a whole answer.`,
    facts: [['readyState', 'CLOSED, no error']],
  };
}

function story(error, tokens, apiKey) {
  if (!(error instanceof EventSourceError)) {
    const text = 'A header or an option has a value that it can’t have. Is the API key all right?';
    return { title: 'The request can’t be made', text };
  }
  switch (error.code) {
    case 'status':
      return { ...refusal(error.status, apiKey), said: serverMessage(error.body) };
    case 'content-type':
      return {
        title: 'That wasn’t a stream',
        text: `The server answered with ${mediaType(error) || 'something else'} instead of text/event-stream. A proxy or a sign-in page may be in between.`,
        said: error.body?.trim(),
      };
    case 'network':
      if (tokens === 0)
        return { title: 'The server can’t be reached', text: 'Is it still running, and are you online?' };
      return {
        title: 'The connection broke',
        text: `The line went dead after ${count(tokens)}. What had arrived is above. A POST isn’t sent again by itself, so nothing was asked, or paid for, twice.`,
      };
    case 'cors':
      return {
        title: 'The server doesn’t allow this page',
        text: 'It can be reached, but its CORS headers don’t let this origin read the answer.',
      };
    case 'timeout':
      return { title: 'The server took too long', text: error.message };
    default:
      return { title: 'The stream failed', text: error.message };
  }
}

function refusal(status, apiKey) {
  if (status === 401) {
    const text = apiKey ? 'Check the key below the message box.' : 'There is no key below the message box.';
    return { title: 'The API key was not accepted', text: `${text} The demo’s own is sk-demo-2026.` };
  }
  if (status === 429) return { title: 'Too many requests', text: 'The server asks for a little patience.' };
  if (status === 413) return { title: 'That was too long', text: 'Start a new chat, or shorten the message.' };
  if (status >= 500)
    return { title: 'The server has a problem', text: 'It’s on its side; the same request may well work in a moment.' };
  return { title: 'The server refused the request', text: 'It understood, and said no.' };
}

/** OpenAI's errors say it in `error.message`; anything else is shown as it came. */
function serverMessage(body = '') {
  try {
    return JSON.parse(body).error.message;
  } catch {
    return body.trim() || undefined;
  }
}

/** Retry-After counts seconds, or names a date. */
function secondsToWait(error) {
  const value = error.headers?.get('Retry-After');
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return seconds > 0 ? seconds : undefined;
}

function factsOf(error) {
  return [
    ['error.code', error.code],
    ['error.status', error.status],
    ['content-type', mediaType(error)],
    ['retry-after', error.headers?.get('Retry-After')],
    ['x-request-id', error.headers?.get('X-Request-Id')],
    ['error.attempt', error.attempt],
    ['error.message', error.message],
    ['error.body', error.body?.trim()],
  ]
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => [name, String(value)]);
}

function mediaType(error) {
  return error.headers?.get('Content-Type')?.split(';')[0];
}

function count(tokens) {
  return tokens === 1 ? 'one token' : `${tokens} tokens`;
}
