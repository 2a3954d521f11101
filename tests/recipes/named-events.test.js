import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask } from '../../docs/recipes/code/messages.js';
import { askInto } from '../../docs/recipes/code/messages-source.js';
import { answers } from '../support/harness.js';
import { drain, named, TIMEOUT, useServer } from './support/server.js';

const server = useServer();

const text = (text) => named('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
const START = [named('message_start', { message: { id: 'm' } }), named('content_block_start', { index: 0 })];
const END = [
  named('content_block_stop', { index: 0 }),
  named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } }),
  named('message_stop'),
];
const other = named('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{' } });
const whole = [...START, text('Grü'), named('ping'), other, named('not_known_yet'), text('ße'), ...END];
const overloaded = named('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });

describe('as a loop', () => {
  test('the text comes piece by piece, and at last the reason', TIMEOUT, async () => {
    const route = server.route('/messages', answers.open(...whole));
    const { values, returned } = await drain(ask(route.url, 'secret', { messages: [] }));
    assert.deepEqual(values, ['Grü', 'ße']);
    assert.equal(returned, 'end_turn');
    const request = await route.request();
    assert.equal(request.header('x-api-key'), 'secret');
    assert.deepEqual(JSON.parse(request.body), { messages: [], stream: true });
    assert.equal((await request.closed).by, 'client');
  });

  test('an error in the stream is thrown, and the request aborted', TIMEOUT, async () => {
    const route = server.route('/messages', answers.open(...START, text('a'), overloaded));
    await assert.rejects(drain(ask(route.url, 'secret', {})), /^Error: Overloaded$/);
    assert.equal((await (await route.request()).closed).by, 'client');
  });

  test('an end without message_stop is an error', TIMEOUT, async () => {
    const route = server.route('/messages', answers.stream(...START, text('a')));
    await assert.rejects(drain(ask(route.url, 'secret', {})), /cut short/);
  });
});

describe('with listeners', () => {
  /** What the view was told, once it was told the end. */
  const told = (url) =>
    new Promise((resolve) => {
      const log = [];
      const view = {
        write: (text) => log.push(text),
        done: () => resolve([...log, 'done']),
        fail: (message) => resolve([...log, `failed: ${message}`]),
      };
      askInto(view, url, { body: '{}' });
    });

  test('the text comes piece by piece, and at last the end', TIMEOUT, async () => {
    const route = server.route('/messages', answers.open(...whole));
    assert.deepEqual(await told(route.url), ['Grü', '', 'ße', 'done']);
    assert.equal((await (await route.request()).closed).by, 'client');
  });

  test("the server's error event is told apart from the source's", TIMEOUT, async () => {
    const route = server.route('/messages', answers.open(...START, text('a'), overloaded));
    assert.deepEqual(await told(route.url), ['a', 'failed: Overloaded']);
    assert.equal((await (await route.request()).closed).by, 'client');

    const refused = server.route('/messages', (_, connection) => connection.respond(500));
    assert.match((await told(refused.url))[0], /^failed: .*status 500/);
  });
});
