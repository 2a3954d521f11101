// Cloudflare's runtime, which compiles no wasm when it runs: the `workerd` condition gives it a module.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { startFixtureServer } from '../../support/fixture-server.js';
import { freshApp } from '../../support/fresh-app.js';
import { answers } from '../../support/harness.js';

const TIMEOUT = { timeout: 300_000 };
const MINIFLARE = 'miniflare@4.20260730.0';

let app;
let server;

before(async () => {
  app = await freshApp();
  server = await startFixtureServer();
  const flags = ['--no-audit', '--no-fund', '--no-save'];
  await promisify(execFile)('npm', ['install', ...flags, MINIFLARE], { cwd: app.folder });
}, TIMEOUT);
after(async () => {
  await server?.close();
  await app?.remove();
});

const WORKER = `
  import { EventSource, EventStreamDecoder, eventStream } from 'eventsource-wasm';
  import { fetchEventSource } from 'eventsource-wasm/fetch-event-source';

  const init = { method: 'POST', body: 'x' };
  const collect = async (stream) => {
    const all = [];
    for await (const { data } of stream) all.push(data);
    return all;
  };

  export default {
    async fetch(request) {
      const url = new URL(request.url).searchParams.get('url');
      const messages = [];
      await fetchEventSource(url, { ...init, onmessage: ({ data }) => messages.push(data) });
      const source = new EventSource(url, init);
      const iterated = collect(source);
      const handled = [];
      source.onmessage = ({ data }) => handled.push(data);
      return Response.json({
        eventStream: await collect(eventStream(url, init)),
        EventStreamDecoder: await collect((await fetch(url, init)).body.pipeThrough(new EventStreamDecoder())),
        fetchEventSource: messages,
        EventSource: await iterated,
        onmessage: handled,
      });
    },
  };
`;

test('a worker gets the answers to its POSTs, with all that the package has', TIMEOUT, async () => {
  const route = server.route('/events', answers.stream('data: a\n\n', 'data: é\n\n'));
  await app.write('worker.js', WORKER);
  const { metafile } = await build({
    absWorkingDir: app.folder,
    entryPoints: ['worker.js'],
    bundle: true,
    format: 'esm',
    outdir: 'out',
    // As wrangler does.
    conditions: ['workerd'],
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
    metafile: true,
  });
  // The one and only copy of the engine.
  assert.deepEqual(Object.keys(metafile.outputs).sort(), ['out/engine.wasm', 'out/worker.js']);

  const outcome = await app.node(
    'run.js',
    `
    import { Miniflare } from 'miniflare';
    const worker = new Miniflare({
      modules: [
        { type: 'ESModule', path: 'out/worker.js' },
        { type: 'CompiledWasm', path: 'out/engine.wasm' },
      ],
      compatibilityDate: '2025-09-01',
    });
    const response = await worker.dispatchFetch('http://worker/?url=' + encodeURIComponent(process.argv[2]));
    const text = await response.text();
    await worker.dispose();
    console.log(response.ok ? text : JSON.stringify(text));
    `,
    route.url,
  );
  const data = ['a', 'é'];
  const all = ['eventStream', 'EventStreamDecoder', 'fetchEventSource', 'EventSource', 'onmessage'];
  assert.deepEqual(outcome, Object.fromEntries(all.map((name) => [name, data])));
});
