import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OUTCOME, startApi } from '../support/api.js';
import { prepareApp } from '../support/app.js';
import { assertNoWarnings } from '../support/bundler.js';
import { checkEngine, sizeOf } from '../support/output.js';
import { serve } from '../support/serving.js';
import { openVisitor } from '../support/visitor.js';

const TIMEOUT = { timeout: 180_000 };

let app;
let api;
let server;

before(async () => {
  app = await prepareApp('next');
  api = await startApi();
  const { code, reason, output } = await app.run(app.program('next'), 'build');
  assert.equal(code, 0, `${reason}: ${output}`);
  assertNoWarnings(output);
  server = await serve(app, 'next', 'start', '--port', '0');
}, TIMEOUT);
after(async () => {
  await server?.close();
  await api?.close();
});

test('next: a client component, in the browser', TIMEOUT, async (t) => {
  const visitor = await openVisitor();
  try {
    await visitor.visit(server.url, api);
  } finally {
    await visitor.close();
  }
  const scripts = app.path('.next/static');
  await checkEngine(app, scripts);
  t.diagnostic(`next: ${await sizeOf(app, scripts)}`);
});

test('next: a client component, rendered on the server', TIMEOUT, async () => {
  assert.match(await text('/'), /Ready: .*function/);
});

test('next: a server component', TIMEOUT, async () => {
  assert.match(await text('/server'), /EventSource EventSourceError EventStreamDecoder eventStream/);
});

test('next: a route handler', TIMEOUT, async () => {
  assert.deepEqual(JSON.parse(await text(`/api?api=${api.origin}`)), OUTCOME);
});

test('next: nothing to complain about', () => assertNoWarnings(server.output()));

async function text(path) {
  const response = await fetch(server.url + path, { signal: AbortSignal.timeout(60_000) });
  const body = await response.text();
  assert.equal(response.status, 200, `${body}\n${server.output()}`);
  return body;
}
