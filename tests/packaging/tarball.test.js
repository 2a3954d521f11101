// What npm would publish, installed into a fresh app: its files, Node, the browser, a bundler and the types.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { openChromium } from '../support/browsers/chromium.js';
import { startFixtureServer } from '../support/fixture-server.js';
import { freshApp } from '../support/fresh-app.js';

const TIMEOUT = { timeout: 120_000 };
const run = promisify(execFile);

let app;
let server;
let post;

before(async () => {
  app = await freshApp();
  server = await startFixtureServer();
  server.mount('/app/', app.folder);
  post = server.route('/completions', async (request, connection) => {
    await connection.stream();
    for (const word of JSON.parse(request.body).prompt.split(' ')) await connection.write(`data: ${word}\n\n`);
    await connection.end();
  });
});
after(async () => {
  await server?.close();
  await app?.remove();
});

/** An app that POSTs and collects the answer; `done` gets the words. */
const APP = `
  import { EventSource } from 'eventsource-wasm';

  export function ask(url) {
    return new Promise((resolve, reject) => {
      const words = [];
      const source = new EventSource(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: 'Bearer a' },
        body: JSON.stringify({ prompt: 'the words come back' }),
      });
      source.onmessage = (event) => words.push(event.data);
      source.onerror = (event) => reject(event.error);
      const poll = setInterval(() => {
        if (source.readyState !== EventSource.CLOSED) return;
        clearInterval(poll);
        resolve(words);
      }, 20);
    });
  }
`;
const WORDS = ['the', 'words', 'come', 'back'];

describe('the tarball', () => {
  test('has what it should have', TIMEOUT, () => {
    for (const name of ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE-MIT', 'LICENSE-APACHE']) {
      assert.ok(app.files.includes(name), `${name} is in it`);
    }
    assert.ok(app.files.includes('dist/index.js'), 'dist/index.js is in it: was `npm run build` done?');
  });

  test('has every file that its package.json names', TIMEOUT, () => {
    const { exports, main, types } = app.manifest;
    const named = [main, types, ...leaves(exports)].map((path) => path.replace(/^\.\//, ''));
    assert.deepEqual(
      named.filter((path) => !app.files.includes(path)),
      [],
    );
  });

  test('has nothing else', TIMEOUT, () => {
    const expected =
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE-(MIT|APACHE)|dist\/.+\.(js|d\.ts|map)|dist\/engine\.wasm|src\/ts\/.+\.ts)$/;
    assert.deepEqual(
      app.files.filter((path) => !expected.test(path)),
      [],
    );
  });

  test('depends on nothing and runs nothing when it is installed', TIMEOUT, () => {
    const { dependencies, peerDependencies, optionalDependencies, scripts = {} } = app.manifest;
    assert.deepEqual([dependencies, peerDependencies, optionalDependencies], [undefined, undefined, undefined]);
    assert.deepEqual(
      Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name)),
      [],
    );
  });
});

describe('in Node', () => {
  test('importing touches no global and compiles no WebAssembly', TIMEOUT, async () => {
    const facts = await app.node(
      'import.js',
      `
      // Node makes some of its globals when they are read first, and some have WebAssembly inside; not the package's doing.
      for (const name of Reflect.ownKeys(globalThis)) globalThis[name];
      await new Promise((resolve) => setTimeout(resolve, 200));

      const calls = [];
      for (const name of Object.getOwnPropertyNames(WebAssembly)) {
        const original = WebAssembly[name];
        if (typeof original !== 'function') continue;
        const spy = function (...args) {
          calls.push(name);
          return new.target ? Reflect.construct(original, args) : Reflect.apply(original, WebAssembly, args);
        };
        spy.prototype = original.prototype;
        Object.defineProperty(WebAssembly, name, { value: spy, writable: true, configurable: true });
      }
      // What a page has and a server has not: the import must not even look.
      const looks = [];
      for (const name of ['window', 'document', 'location', 'self']) {
        Object.defineProperty(globalThis, name, {
          get() { looks.push(name); return undefined; },
          configurable: true,
        });
      }
      const state = () => Reflect.ownKeys(globalThis).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
      const before = state();
      const library = await import('eventsource-wasm');
      await new Promise((resolve) => setTimeout(resolve, 100));
      const after = state();
      const changed = after.filter(([name, now]) => {
        const then = before.find(([other]) => other === name)?.[1];
        return !then || ['value', 'get', 'set'].some((key) => !Object.is(then[key], now[key]));
      });
      const atImport = { calls: [...calls], looks: [...looks] };

      // The spies are no dummies: a source does compile.
      const source = new library.EventSource(process.argv[2]);
      await new Promise((resolve) => source.addEventListener('open', resolve));
      source.close();
      console.log(JSON.stringify({
        exports: Object.keys(library).sort(),
        changed: changed.map(([name]) => String(name)),
        gone: before.length - (after.length - changed.length),
        atImport,
        compiles: calls.length > 0,
      }));
      `,
      `${server.origin}/echo-stream`,
    );
    assert.ok(facts.exports.includes('EventSource'));
    assert.ok(facts.exports.includes('EventSourceError'));
    assert.deepEqual(facts.changed, []);
    assert.equal(facts.gone, 0);
    assert.deepEqual(facts.atImport, { calls: [], looks: [] });
    assert.equal(facts.compiles, true);
  });

  test(
    'where there are no streams, as in jsdom, it can be imported; the decoder says what is missing',
    TIMEOUT,
    async () => {
      const outcome = await app.node(
        'no-streams.js',
        `
      for (const name of ['ReadableStream', 'ReadableStreamDefaultReader', 'TransformStream', 'WritableStream']) {
        delete globalThis[name];
      }
      const { EventStreamDecoder } = await import('eventsource-wasm');
      try {
        new EventStreamDecoder();
      } catch ({ code, message }) {
        console.log(JSON.stringify({ code, message }));
      }
      `,
      );
      assert.equal(outcome.code, 'unsupported');
      assert.match(outcome.message, /needs a TransformStream/);
    },
  );

  test('a POST is answered with a stream, and nothing keeps the process running', TIMEOUT, async () => {
    await app.write('ask.js', APP);
    const words = await app.node(
      'post.js',
      `import { ask } from './ask.js'; console.log(JSON.stringify(await ask(process.argv[2])));`,
      post.url,
    );
    assert.deepEqual(words, WORDS);
    assert.equal(post.requests.at(-1).header('Authorization'), 'Bearer a');
  });

  test('an address needs to be absolute', TIMEOUT, async () => {
    const name = await app.node(
      'relative.js',
      `
      import { EventSource } from 'eventsource-wasm';
      try { new EventSource('/relative'); } catch (error) { console.log(JSON.stringify(error.name)); }
      `,
    );
    assert.equal(name, 'SyntaxError');
  });

  test('import.meta.resolve finds the package.json, and nothing that is private', TIMEOUT, async () => {
    const facts = await app.node(
      'resolve.js',
      `
      const resolves = async (name) => { try { import.meta.resolve(name); return true; } catch { return false; } };
      console.log(JSON.stringify([
        await resolves('eventsource-wasm/package.json'),
        await resolves('eventsource-wasm/dist/index.js'),
      ]));
      `,
    );
    assert.deepEqual(facts, [true, false]);
  });
});

describe('in the browser', () => {
  let browser;
  before(async () => {
    browser = await openChromium();
  });
  after(() => browser?.close());

  /** Opens a page of this HTML, with these headers, and asks; `ask` is what the page's script has set. */
  async function ask(html, headers = {}) {
    const page = server.route('/page', (_, connection) =>
      connection.respond(
        200,
        { 'Content-Type': 'text/html', ...headers },
        `<!doctype html><link rel="icon" href="data:,">${html}`,
      ),
    );
    await browser.goto(page.url);
    return browser.evaluate(`window.ask(${JSON.stringify(post.url)})`);
  }

  test('a module script, with nothing but a static server', TIMEOUT, async () => {
    await app.write('ask.js', APP);
    const words = await ask(`
      <script type="importmap">
        { "imports": { "eventsource-wasm": "/app/node_modules/eventsource-wasm/dist/index.js" } }
      </script>
      <script type="module">
        import { ask } from '/app/ask.js';
        window.ask = ask;
      </script>
    `);
    assert.deepEqual(words, WORDS);
  });

  for (const [format, minify] of [
    ['esm', false],
    ['esm', true],
    ['iife', true],
  ]) {
    test(`a bundle, ${format}${minify ? ', minified' : ''}`, TIMEOUT, async () => {
      await app.write('ask.js', APP);
      await app.write('main.js', "import { ask } from './ask.js'; window.ask = ask;");
      await bundle('main.js', { format, minify });
      assert.deepEqual(await ask(`<script type="module" src="/app/out/main.js"></script>`), WORDS);
    });
  }

  test("a bundle under script-src 'self' 'wasm-unsafe-eval'", TIMEOUT, async () => {
    await app.write('ask.js', APP);
    await app.write('main.js', "import { ask } from './ask.js'; window.ask = ask;");
    await bundle('main.js', { format: 'esm', minify: true });
    const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
    const words = await ask(`<script type="module" src="/app/out/main.js"></script>`, {
      'Content-Security-Policy': policy,
    });
    assert.deepEqual(words, WORDS);
  });
});

describe('in TypeScript', () => {
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    test(`the types are found, with moduleResolution ${moduleResolution}`, TIMEOUT, async () => {
      await app.write(
        'typed.ts',
        `
        import { EventSource } from 'eventsource-wasm';
        const source = new EventSource('https://example.test/', { method: 'POST', headers: { a: 'b' }, body: 'x' });
        source.onmessage = (event) => { const data: string = event.data; console.log(data); };
        // @ts-expect-error: no such method of a request
        new EventSource('https://example.test/', { method: 1 });
        `,
      );
      const options = [
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        'false',
        '--types',
        '',
        '--target',
        'es2022',
        '--lib',
        'es2022,dom',
      ];
      const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
      const args = [...options, '--module', module, '--moduleResolution', moduleResolution, 'typed.ts'];
      const { stdout, code = 0 } = await run(tsc, args, { cwd: app.folder }).catch((error) => error);
      assert.equal(code, 0, stdout);
    });
  }
});

/** Bundles a file of the app into out/ and returns the size in bytes. */
async function bundle(name, options = {}) {
  const result = await build({
    absWorkingDir: app.folder,
    entryPoints: [name],
    outdir: 'out',
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    logLevel: 'silent',
    metafile: true,
    ...options,
  });
  assert.deepEqual(result.warnings, []);
  return result.metafile.outputs[`out/${name}`].bytes;
}

/** All the paths that an `exports` map leads to. */
function leaves(entry) {
  return typeof entry === 'string' ? [entry] : Object.values(entry).flatMap(leaves);
}
