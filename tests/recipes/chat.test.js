import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complete, explain } from '../../docs/recipes/code/chat.js';
import { answers } from '../support/harness.js';
import { drain, TIMEOUT, useServer } from './support/server.js';

const server = useServer();
const chunk = (delta, finish_reason = null) => `data: ${JSON.stringify({ choices: [{ delta, finish_reason }] })}\n\n`;
const DONE = 'data: [DONE]\n\n';
const request = { model: 'm', messages: [{ role: 'user', content: 'é' }] };

test('the question arrives, and the answer comes piece by piece', TIMEOUT, async () => {
  const usage = 'data: {"choices":[],"usage":{"total_tokens":7}}\n\n';
  const pieces = [chunk({ role: 'assistant', content: '' }), chunk({ content: 'Grü' }), chunk({ content: 'ße' })];
  const route = server.route('/chat', answers.open(...pieces, chunk({}, 'stop'), usage, DONE, chunk({ content: '!' })));
  const { url } = route;
  const key = 'secret';
  const { model, messages } = request;
  const { signal } = new AbortController();
  const shown = [];
  const show = (text) => shown.push(text);
  for await (const text of complete(url, key, { model, messages }, { signal })) show(text);
  assert.deepEqual(shown, ['Grü', 'ße']);

  const sent = await route.request();
  assert.equal(sent.method, 'POST');
  assert.equal(sent.header('Authorization'), 'Bearer secret');
  assert.deepEqual(JSON.parse(sent.body), { ...request, stream: true });
  assert.equal((await sent.closed).by, 'client', 'nothing is read behind [DONE]');
});

describe('what is no whole answer is an error:', () => {
  const fails = (name, pieces, expected) =>
    test(name, TIMEOUT, async () => {
      const route = server.route('/chat', answers.stream(...pieces));
      await assert.rejects(drain(complete(route.url, 'secret', request)), expected);
      assert.equal(route.requests.length, 1);
    });
  fails('an end in good order', [chunk({ content: 'a' })], /cut short/);
  fails('an error in the stream', ['data: {"error":{"message":"no credit"}}\n\n'], /no credit/);
  fails('what is no JSON', ['data: <html>\n\n'], { name: 'SyntaxError' });
});

test('the user is told what the API said', TIMEOUT, async () => {
  const failure = async (handler) => {
    const route = server.route('/chat', handler);
    return drain(complete(route.url, 'secret', request)).catch(explain);
  };
  const json = JSON.stringify({ error: { message: 'no such model' } });
  assert.equal(await failure((_, connection) => connection.respond(404, {}, json)), 'no such model');
  const html = (_, connection) => connection.respond(502, {}, '<html>');
  assert.equal(await failure(html), 'The server answered with status 502.');
  assert.match(await failure(answers.reset), /failed or broke off/);
});

test('stopped, it says so', TIMEOUT, async () => {
  const route = server.route('/chat', answers.open(chunk({ content: 'a' })));
  const stop = new AbortController();
  const answer = complete(route.url, 'secret', request, { signal: stop.signal });
  assert.equal((await answer.next()).value, 'a');
  stop.abort();
  assert.equal(await answer.next().catch(explain), 'Stopped.');
  assert.equal((await (await route.request()).closed).by, 'client');
});
