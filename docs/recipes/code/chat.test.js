import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from './chat.js';
import { fakeFetch } from './fake-stream.js';

const url = 'https://api.example/v1/chat/completions';
const chunk = (delta, finish_reason = null) => `data: ${JSON.stringify({ choices: [{ delta, finish_reason }] })}\n\n`;

async function read(fetch) {
  const pieces = [];
  for await (const piece of complete(url, 'key', { messages: [] }, { fetch })) pieces.push(piece);
  return pieces;
}

test('the answer comes piece by piece', async () => {
  const fetch = fakeFetch([chunk({ content: 'Hel' }), chunk({ content: 'lo' }, 'stop'), 'data: [DONE]\n\n']);
  assert.deepEqual(await read(fetch), ['Hel', 'lo']);
  assert.equal((await fetch.requests[0].json()).stream, true);
});

test('an answer that breaks off is an error', async () => {
  const broken = async function* () {
    yield chunk({ content: 'Hel' });
    throw new TypeError('network error');
  };
  await assert.rejects(read(fakeFetch(broken())), { code: 'network' });
});

test('a refusal is an error', async () => {
  const refusal = new Response('Too many requests', { status: 429 });
  await assert.rejects(read(fakeFetch(refusal)), { status: 429, body: 'Too many requests' });
});

test('to leave the answer aborts the request', async () => {
  let aborted = false;
  const endless = async function* () {
    try {
      while (true) yield chunk({ content: 'na' });
    } finally {
      aborted = true;
    }
  };
  for await (const _ of complete(url, 'key', {}, { fetch: fakeFetch(endless()) })) break;
  assert.ok(aborted);
});
