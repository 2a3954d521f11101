import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { eventStream } from 'eventsource-wasm';
import { authorizedFetch } from '../../docs/recipes/code/token-fetch.js';
import { authorizedSource } from '../../docs/recipes/code/token-source.js';
import { answers } from '../support/harness.js';
import { TIMEOUT, useServer } from './support/server.js';

const server = useServer();

/** Tokens a, b, c …: a new one after each `drop`. */
function alphabet() {
  let number = 0;
  return {
    get: async () => String.fromCharCode(97 + number),
    drop: () => {
      number += 1;
    },
  };
}

/** Answers 401 to all tokens but these. */
const only = (tokens, answer) => (request, connection) =>
  tokens.some((token) => request.header('Authorization') === `Bearer ${token}`)
    ? answer(request, connection)
    : connection.respond(401, {}, 'expired');

const sent = (route) => route.requests.map((request) => request.header('Authorization'));

describe('a source', () => {
  test('gets a new token when the old one is refused, also later', TIMEOUT, async () => {
    let valid = 'b';
    const route = server.route('/feed', (request, connection) => {
      const answer = valid === 'b' ? answers.stream('retry: 10\nid: 1\ndata: 1\n\n') : answers.open('data: 2\n\n');
      const accepted = only([valid], answer);
      if (request.header('Authorization') === 'Bearer b' && valid === 'b') valid = 'c';
      return accepted(request, connection);
    });
    const source = authorizedSource(route.url, alphabet());
    assert.equal((await once(source, 'message'))[0].data, '1');
    assert.equal((await once(source, 'message'))[0].data, '2');
    source.close();
    assert.deepEqual(sent(route), ['Bearer a', 'Bearer b', 'Bearer b', 'Bearer c']);
    assert.equal(route.requests[3].header('Last-Event-ID'), '1');
  });

  test('closes when the new token is refused, too', TIMEOUT, async () => {
    const route = server.route('/feed', only([], answers.open()));
    const source = authorizedSource(route.url, alphabet());
    while (source.readyState !== source.CLOSED) await once(source, 'error');
    assert.deepEqual(sent(route), ['Bearer a', 'Bearer b']);
  });

  test('closes with what `get` has thrown as the cause', TIMEOUT, async () => {
    const cause = new Error('signed out');
    const route = server.route('/feed', answers.open());
    const source = authorizedSource(route.url, { get: () => Promise.reject(cause) });
    const [{ error }] = await once(source, 'error');
    assert.deepEqual([error.code, error.cause, source.readyState], ['request', cause, source.CLOSED]);
  });
});

describe('a POST', () => {
  const post = async (url) => {
    const tokens = alphabet();
    const headers = { 'X-Own': 'é' };
    const body = 'question';
    const stream = eventStream(url, { method: 'POST', headers, body, fetch: authorizedFetch(tokens) });
    const data = [];
    for await (const event of stream) data.push(event.data);
    return data;
  };

  test('is sent again with a new token, and nothing else is changed', TIMEOUT, async () => {
    const route = server.route('/ask', only(['b'], answers.stream('data: 1\n\n')));
    assert.deepEqual(await post(route.url), ['1']);
    assert.deepEqual(sent(route), ['Bearer a', 'Bearer b']);
    for (const request of route.requests) {
      assert.equal(request.method, 'POST');
      assert.equal(request.header('X-Own'), 'é');
      assert.equal(request.header('Accept'), 'text/event-stream');
      assert.equal(request.body.toString(), 'question');
    }
  });

  test('is sent once where the token is good', TIMEOUT, async () => {
    const route = server.route('/ask', only(['a'], answers.stream('data: 1\n\n')));
    assert.deepEqual(await post(route.url), ['1']);
    assert.deepEqual(sent(route), ['Bearer a']);
  });

  test('is refused where the new token is, too', TIMEOUT, async () => {
    const route = server.route('/ask', only([], answers.stream()));
    await assert.rejects(post(route.url), { code: 'status', status: 401, body: 'expired' });
    assert.equal(route.requests.length, 2);
  });
});
