// The forms that the engine is shipped in: inlined wasm, the file for those who bring it themselves, and JavaScript.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { openChromium } from '../support/browsers/chromium.js';
import { startFixtureServer } from '../support/fixture-server.js';
import { freshApp } from '../support/fresh-app.js';
import { answers } from '../support/harness.js';

const TIMEOUT = { timeout: 120_000 };

let app;
let server;
let route;
let browser;

before(async () => {
  app = await freshApp();
  server = await startFixtureServer();
  server.mount('/app/', app.folder);
  browser = await openChromium();
});
after(async () => {
  await browser?.close();
  await server?.close();
  await app?.remove();
});

/** Asks with a POST, and gives the data of the answer. */
const ASK = `
  async function ask(eventStream, url) {
    const data = [];
    for await (const event of eventStream(url, { method: 'POST', body: '' })) data.push(event.data);
    return data;
  }
`;
const DATA = ['a', 'é'];

/** Bundles a page's script as applications do, opens it under a policy, and gives what its \`result\` comes to. */
async function open(script, policy) {
  await app.write('main.js', `${ASK}\nglobalThis.start = async (url) => { ${script} };`);
  await bundle('main.js', { splitting: true, outdir: 'out' });
  route = server.route('/events', answers.stream('data: a\n\n', 'data: é\n\n'));
  const page = server.route('/page', (_, connection) =>
    connection.respond(
      200,
      { 'Content-Type': 'text/html', ...(policy && { 'Content-Security-Policy': policy }) },
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/app/out/main.js"></script>',
    ),
  );
  await browser.goto(page.url);
  const result = await browser.evaluate(`start(${JSON.stringify(route.url)})`);
  const loaded = await browser.evaluate(`performance.getEntriesByType('resource').map(({ name }) => name)`);
  return { result, chunks: loaded.filter((name) => name.includes('/app/out/')).length };
}

function bundle(name, options) {
  return build({
    absWorkingDir: app.folder,
    entryPoints: [name],
    bundle: true,
    format: 'esm',
    minify: true,
    write: true,
    logLevel: 'silent',
    metafile: true,
    ...options,
  });
}

describe('where WebAssembly may not run', () => {
  const ask = `const { eventStream } = await import('eventsource-wasm'); return ask(eventStream, url);`;

  test('the translation is not downloaded where it may', TIMEOUT, async () => {
    const { result, chunks } = await open(ask, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");
    assert.deepEqual(result, DATA);
    const elsewhere = await open(ask, "default-src 'self'");
    assert.deepEqual(elsewhere, { result: DATA, chunks: chunks + 1 });
  });

  test('no browser setting matters: there need be no WebAssembly at all', TIMEOUT, async () => {
    const { result } = await open(`delete globalThis.WebAssembly; ${ask}`);
    assert.deepEqual(result, DATA);
  });

  test('its memory grows', TIMEOUT, async () => {
    const { result } = await open(
      `
      delete globalThis.WebAssembly;
      const { EventStreamDecoder } = await import('eventsource-wasm');
      const line = 'data: ' + 'é'.repeat(3_000_000) + '\\n\\n';
      const lengths = [];
      const stream = new Blob([line, 'data: b\\n\\n', line]).stream().pipeThrough(new EventStreamDecoder());
      for await (const { data } of stream) lengths.push([data.length, data.at(-1)]);
      return lengths;
      `,
    );
    assert.deepEqual(result, [
      [3_000_000, 'é'],
      [1, 'b'],
      [3_000_000, 'é'],
    ]);
  });

  test('in Node it is loaded too', TIMEOUT, async () => {
    route = server.route('/events', answers.stream('data: a\n\n', 'data: é\n\n'));
    const result = await app.node(
      'without.js',
      `
      import { eventStream } from 'eventsource-wasm';
      ${ASK}
      // Node's own fetch compiles some wasm too.
      await fetch(new URL('/status/200', process.argv[2]));
      WebAssembly.instantiate = () => Promise.reject(new WebAssembly.CompileError('not here'));
      console.log(JSON.stringify(await ask(eventStream, process.argv[2])));
      `,
      route.url,
    );
    assert.deepEqual(result, DATA);
  });
});

describe('bringing the wasm', () => {
  const wasm = "'/app/node_modules/eventsource-wasm/dist/engine.wasm'";
  const ask = (source) => `
    const { eventStream, useEngine } = await import('eventsource-wasm/slim');
    ${source && `useEngine(${source});`}
    return ask(eventStream, url).catch((error) => [error.code, error.message]);
  `;
  for (const [form, source] of Object.entries({
    'its address': wasm,
    'a URL': `new URL(${wasm}, location)`,
    'a response': `await fetch(${wasm})`,
    'a promise of one': `fetch(${wasm})`,
    'the bytes': `await (await fetch(${wasm})).arrayBuffer()`,
    'a function': `async () => (await fetch(${wasm})).arrayBuffer()`,
    'a compiled module': `await WebAssembly.compileStreaming(fetch(${wasm}))`,
  })) {
    test(`as ${form}`, TIMEOUT, async () => {
      assert.deepEqual((await open(ask(source))).result, DATA);
    });
  }

  test('that is missing', TIMEOUT, async () => {
    const { result } = await open(ask("'/status/404'"));
    assert.equal(result[0], 'unsupported');
    assert.match(result[1], /\/status\/404 was answered with 404/);
  });

  test('that was forgotten', TIMEOUT, async () => {
    const { result } = await open(ask(''));
    assert.equal(result[0], 'unsupported');
    assert.match(result[1], /useEngine/);
  });

  test('leaves it out of the bundle', TIMEOUT, async () => {
    const size = await sizeOf("export { EventSource, useEngine } from 'eventsource-wasm/slim'");
    const inlined = await sizeOf("export { EventSource } from 'eventsource-wasm'");
    assert.ok(inlined - size > 10_000, `${inlined} bytes with the wasm, ${size} without`);
  });
});

describe('bundled', () => {
  for (const entry of ['', '/fetch-event-source', '/slim']) {
    test(`nothing is left of eventsource-wasm${entry} where nothing of it is used`, TIMEOUT, async () => {
      assert.equal(
        await sizeOf(`import 'eventsource-wasm${entry}'; import * as all from 'eventsource-wasm${entry}';`),
        0,
      );
    });
  }

  test('the error alone does not bring the engine', TIMEOUT, async () => {
    assert.ok((await sizeOf("export { EventSourceError } from 'eventsource-wasm'")) < 1000);
  });

  test('each export brings only what it needs', TIMEOUT, async () => {
    // Words from the errors of one class and of the other.
    const words = ['EventSource needs a URL', 'EventStreamDecoder takes bytes'];
    const found = {};
    for (const name of ['EventSource', 'eventStream', 'EventStreamDecoder']) {
      const text = await textOf(`export { ${name} } from 'eventsource-wasm'`);
      found[name] = words.map((some) => text.includes(some));
    }
    assert.deepEqual(found, {
      EventSource: [true, false],
      eventStream: [false, false],
      EventStreamDecoder: [false, true],
    });
  });
});

/** Of a minified bundle, without the chunks that are loaded only where they are needed. */
const sizeOf = async (code) => (await textOf(code)).length;

async function textOf(code) {
  const { outputFiles } = await bundle(undefined, {
    entryPoints: undefined,
    stdin: { contents: code, resolveDir: app.folder },
    splitting: true,
    outdir: 'parts',
    write: false,
  });
  const { text } = outputFiles.find(({ path }) => path.endsWith('stdin.js'));
  const imported = [...text.matchAll(/from\s*"\.\/([^"]+)"/g)].map(([, name]) => name);
  const chunks = outputFiles.filter(({ path }) => imported.some((name) => path.endsWith(name)));
  return text + chunks.map((file) => file.text).join('');
}
