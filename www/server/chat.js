// POST /v1/chat/completions: the streaming half of OpenAI's interface, with a scripted model behind it.

import { bodyLimit } from 'hono/body-limit';
import { completion } from './completion.js';
import { refusalOf, refuse, SCENARIOS } from './scenarios.js';
import { breakConnection, eventStream, frame } from './sse.js';

const LARGEST_BODY = 256 * 1024;
const KEY = /^sk-demo\b/; // any key that begins like this is welcome
const TOKENS_BEFORE_TROUBLE = 24;

/** The handlers of the route: the request's headers say who asks, and what should go wrong. */
export function chatCompletions(requests) {
  const limit = bodyLimit({
    maxSize: LARGEST_BODY,
    onError: (c) => refuse(c, 413, `The request is larger than ${LARGEST_BODY / 1024} KiB.`),
  });
  return [limit, (c) => answer(c, requests)];
}

async function answer(c, requests) {
  const scenario = c.req.header('X-Demo-Scenario') ?? 'none';
  const entry = requests.open({ id: c.req.header('X-Request-Id'), scenario });
  c.header('X-Request-Id', entry.id);

  const { refusal, request } = await check(c, scenario);
  if (refusal) {
    entry.end('refused', refusal.status);
    return refusal;
  }

  return eventStream(c, async (out, gone) => {
    gone.addEventListener('abort', () => entry.end('client-left'));
    for await (const data of completion(request, gone)) {
      if (entry.tokens >= TOKENS_BEFORE_TROUBLE && (await trouble(scenario, c, entry, gone))) return;
      await out.write(frame({ data }));
      entry.tokens++;
    }
    entry.end('finished');
  });
}

/** What a scenario does in mid-stream; true if that was the end of it. */
async function trouble(scenario, c, entry, gone) {
  switch (scenario) {
    case 'drop':
      entry.end('dropped');
      breakConnection(c);
      return true;
    case 'cut':
      entry.end('cut-short');
      return true;
    case 'stall':
      await new Promise((resolve) => gone.addEventListener('abort', resolve));
      return true;
  }
  return false;
}

async function check(c, scenario) {
  const no = (...args) => ({ refusal: refuse(c, ...args) });

  const [, key] = /^Bearer (.+)$/i.exec(c.req.header('Authorization') ?? '') ?? [];
  if (!key) {
    return no(401, 'You did not send an API key. It belongs in the Authorization header: “Bearer” and the key.');
  }
  if (!KEY.test(key)) {
    return no(401, `Incorrect API key: ${masked(key)}. The demo’s keys begin with sk-demo.`, {
      code: 'invalid_api_key',
    });
  }

  if (!Object.hasOwn(SCENARIOS, scenario)) {
    return no(400, `Unknown X-Demo-Scenario “${scenario}”. Known: ${Object.keys(SCENARIOS).join(', ')}.`);
  }
  const refusal = refusalOf(scenario, c);
  if (refusal) return { refusal };

  let body;
  try {
    body = await c.req.json();
  } catch {
    return no(400, 'The body is not JSON.');
  }
  const fault = faultIn(body);
  if (fault) return no(400, fault.message, { param: fault.param });
  const { model = 'scripted-1', messages, stream_options } = body;
  return { request: { model, messages, includeUsage: stream_options?.include_usage === true } };
}

function faultIn(body) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { message: 'The body must be a JSON object.' };
  }
  const { model, messages, stream } = body;
  if (stream !== true) return { param: 'stream', message: '“stream” must be true: this server only streams.' };
  if (model !== undefined && typeof model !== 'string') return { param: 'model', message: '“model” must be a string.' };
  if (!Array.isArray(messages) || messages.length === 0) {
    return { param: 'messages', message: '“messages” must be an array of at least one message.' };
  }
  const bad = messages.findIndex(
    (message) => typeof message?.content !== 'string' || !/^(system|user|assistant)$/.test(message.role),
  );
  if (bad >= 0) {
    const message = 'A message needs a “role” (system, user or assistant) and a “content” that is a string.';
    return { param: `messages[${bad}]`, message };
  }
}

function masked(key) {
  return key.length <= 8 ? '•'.repeat(key.length) : `${key.slice(0, 4)}•••${key.slice(-2)}`;
}
