// The fixture server itself, where the other tests take its word for it; and the routes that the Rust tests use.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { startFixtureServer } from '../support/fixture-server.js';
import { answers } from '../support/harness.js';
import { within } from '../support/page/wait.js';

let server;
before(async () => {
  server = await startFixtureServer();
});
after(() => server.close());

/** All that the server sends to these bytes, as they come, and how the connection ends. */
async function exchange(origin, request) {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port) });
  const chunks = [];
  let reset = false;
  socket.on('data', (chunk) => chunks.push(chunk.toString('latin1')));
  socket.on('error', (error) => {
    reset = error.code === 'ECONNRESET';
  });
  socket.write(Buffer.from(request, 'latin1'));
  await new Promise((resolve) => socket.once('close', resolve));
  return { text: chunks.join(''), chunks, reset };
}

test('a stream is written chunk by chunk, to the byte', async () => {
  server.route('/bytes-out', async (_, connection) => {
    await connection.stream({ 'X-Two': ['a', 'b'] });
    await connection.write('data: é');
    await connection.pause(20);
    await connection.write(Buffer.from([0xff, 0x0a]));
    await connection.end();
  });
  const { text, chunks } = await exchange(server.origin, 'GET /bytes-out HTTP/1.1\r\nHost: x\r\n\r\n');
  const [head, body] = text.split('\r\n\r\n', 1).concat(text.slice(text.indexOf('\r\n\r\n') + 4));
  assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(head, /\r\nConnection: close\r\n/);
  assert.match(head, /\r\nX-Two: a\r\nX-Two: b\r\n/);
  assert.equal(body, `8\r\n${Buffer.from('data: é').toString('latin1')}\r\n2\r\n\xff\n\r\n0\r\n\r\n`);
  assert.ok(chunks.length >= 2, 'what was written apart arrives apart');
});

test('a reset comes after what was written, in the place of an end', async () => {
  server.route('/reset-out', async (_, connection) => {
    await connection.raw('HTTP/1.1 200 OK\r\nCont');
    await connection.reset();
  });
  const { text, reset } = await exchange(server.origin, 'GET /reset-out HTTP/1.1\r\n\r\n');
  assert.equal(text, 'HTTP/1.1 200 OK\r\nCont');
  assert.equal(reset, true);
});

test('a cut leaves the chunked body without its end', async () => {
  server.route('/cut-out', async (_, connection) => {
    await connection.stream();
    await connection.write('data: a\n\n');
    connection.cut();
  });
  const { text, reset } = await exchange(server.origin, 'GET /cut-out HTTP/1.1\r\n\r\n');
  assert.match(text, /\r\n\r\n9\r\ndata: a\n\n\r\n$/);
  assert.equal(reset, false);
});

test('a request is recorded to the byte, and who closed the connection', async () => {
  const route = server.route('/recorded', [answers.open('data: a\n\n')]);
  const body = 'é'.repeat(3);
  const controller = new AbortController();
  const response = await fetch(route.otherUrl, {
    method: 'POST',
    body,
    headers: { 'Last-Event-ID': Buffer.from('…').toString('latin1') },
    signal: controller.signal,
  });
  await response.body.getReader().read();
  controller.abort();
  const request = await route.request(1);
  assert.equal(request.method, 'POST');
  assert.equal(request.url.href, route.otherUrl);
  assert.deepEqual(request.headerBytes('last-event-id'), Buffer.from('…'));
  assert.equal(request.body.toString(), body);
  assert.equal((await request.closed).by, 'client');

  assert.equal((await fetch(route.url)).status, 204, 'after the last answer of a list');
  assert.equal((await route.requests[1].closed).by, 'server');
});

test('requests take turns, HEADs do not', async () => {
  const says = (text) => (_, connection) => connection.respond(200, { 'X-Says': text });
  const route = server.route('/turns', [says('first'), says('second')]);
  const ask = async (method) => (await fetch(route.url, { method })).headers.get('X-Says');
  assert.deepEqual(
    [await ask('GET'), await ask('HEAD'), await ask('GET'), await ask('HEAD'), await ask('GET')],
    ['first', 'first', 'second', 'second', null],
  );
  assert.deepEqual([route.requests.length, route.heads.length], [3, 2]);
});

test('a body in chunks is put together', async () => {
  const route = server.route('/chunked-in', (_, connection) => connection.respond(200, {}, 'thanks'));
  const request = 'POST /chunked-in HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\n\n\r\n0\r\n\r\n';
  await exchange(server.origin, request);
  assert.equal(route.requests[0].body.toString(), 'abc\n');
});

test('waiting for what does not come says so', async () => {
  await assert.rejects(within(new Promise(() => {}), 'nothing', 50), /waited 50 ms for nothing/);
});

test('CORS: refused, for all, for the one who asks with credentials; preflights are kept apart', async () => {
  const ask = async (cors) => {
    const route = server.route('/cors', (_, connection) => connection.respond(200), { cors });
    const headers = {
      Origin: 'http://a.test',
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'x-a',
    };
    const preflight = await fetch(route.url, { method: 'OPTIONS', headers });
    const response = await fetch(route.url, { headers: { Origin: 'http://a.test' } });
    assert.equal(route.preflights.length, 1);
    assert.equal(route.requests.length, 1);
    const allow = (from, what) => from.headers.get(`Access-Control-Allow-${what}`);
    return [
      allow(response, 'Origin'),
      allow(response, 'Credentials'),
      allow(preflight, 'Methods'),
      allow(preflight, 'Headers'),
    ];
  };
  assert.deepEqual(await ask('none'), [null, null, null, null]);
  assert.deepEqual(await ask('any'), ['*', null, 'PUT', 'x-a']);
  assert.deepEqual(await ask('credentials'), ['http://a.test', 'true', 'PUT', 'x-a']);
});

test('/echo-stream tells what was asked', async () => {
  const response = await fetch(`${server.origin}/echo-stream?end=close`, {
    method: 'POST',
    body: 'b',
    headers: { 'X-A': 'é' },
  });
  assert.equal(response.headers.get('Content-Type'), 'text/event-stream');
  const [type, data] = (await response.text()).split('\n');
  assert.equal(type, 'event: echo');
  const { method, headers, body } = JSON.parse(data.slice('data: '.length));
  assert.deepEqual([method, headers['x-a'], body], ['POST', 'é', 'b']);
});

test('/bytes streams what the query says, one answer after another, and /requests tells what was asked', async () => {
  const chunks = [Buffer.from('data: a'), Buffer.from([0xff, 0x0a, 0x0a])].map((chunk) => chunk.toString('base64url'));
  const url = `${server.origin}/bytes?key=k&chunks=${chunks}&retry=5&text=${encodeURIComponent('data: é\n\n')}&delay=1`;
  const get = async () => Buffer.from(await (await fetch(url, { headers: { 'Last-Event-ID': 'x' } })).arrayBuffer());
  assert.deepEqual(await get(), Buffer.concat([Buffer.from('retry: 5\n\ndata: a'), Buffer.from([0xff, 0x0a, 0x0a])]));
  assert.deepEqual(await get(), Buffer.from('retry: 5\n\ndata: é\n\n'));
  assert.equal((await fetch(url)).status, 204);

  const requests = await (await fetch(`${server.origin}/requests?key=k`)).json();
  assert.deepEqual(
    requests.map(({ method }) => method),
    ['GET', 'GET', 'GET'],
  );
  assert.deepEqual(
    requests.map(({ lastEventIdBytes }) => lastEventIdBytes),
    ['78', '78', null],
  );
  assert.deepEqual(await (await fetch(`${server.origin}/requests?key=other`)).json(), []);
});

test('/bytes may end in other ways than well', async () => {
  const cut = await exchange(server.origin, 'GET /bytes?text=a&end=cut HTTP/1.1\r\n\r\n');
  assert.match(cut.text, /\r\n\r\n1\r\na\r\n$/);
  const reset = await exchange(server.origin, 'GET /bytes?text=a&end=reset HTTP/1.1\r\n\r\n');
  assert.equal(reset.reset, true);
});

test('/status answers with any status', async () => {
  const response = await fetch(`${server.origin}/status/418?body=tea&type=text/tea`);
  assert.deepEqual(
    [response.status, response.headers.get('Content-Type'), await response.text()],
    [418, 'text/tea', 'tea'],
  );
});

test('files are served, and none outside their folder', async () => {
  assert.match(await (await fetch(`${server.origin}/`)).text(), /<!doctype html>/);
  assert.match((await fetch(`${server.origin}/support/helpers.js`)).headers.get('Content-Type'), /javascript/);
  for (const path of [
    '/support/../harness.js',
    '/support/%2e%2e/harness.js',
    '/support/..%2fharness.js',
    '/support/nothing',
  ]) {
    const { text } = await exchange(server.origin, `GET ${path} HTTP/1.1\r\n\r\n`);
    assert.match(text, /^HTTP\/1\.1 404 /, path);
  }
});
