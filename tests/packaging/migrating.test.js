// The code in docs/migrating-from-fetch-event-source.md, in an app as its reader has one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startFixtureServer } from '../support/fixture-server.js';
import { freshApp } from '../support/fresh-app.js';
import { answers } from '../support/harness.js';

const TIMEOUT = { timeout: 120_000 };
const run = promisify(execFile);
const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const OLD = '@microsoft/fetch-event-source';
const NEW = 'eventsource-wasm/fetch-event-source';

/** The guide's blocks by the names that stand behind their languages. @type {Record<string, string>} */
const blocks = {};
let app;
let server;

before(async () => {
  const guide = await readFile(inRoot('docs/migrating-from-fetch-event-source.md'), 'utf8');
  for (const [, language, name, code] of guide.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)) {
    assert.ok(name, `a block of ${language} has no name, and so no test`);
    blocks[name] = code;
  }
  app = await freshApp();
  await symlink(inRoot('node_modules/esbuild'), app.path('node_modules', 'esbuild'));
  for (const [name, code] of Object.entries(blocks)) await app.write(name, code);
  // An app that knows nothing of the change.
  const unchanged = blocks['again.ts'].replace(NEW, OLD);
  assert.notEqual(unchanged, blocks['again.ts']);
  await app.write('app.ts', unchanged);
  server = await startFixtureServer();
});
after(async () => {
  await server?.close();
  await app?.remove();
});

test('all of it is tested here', TIMEOUT, () => {
  const names = ['again.ts', 'build.js', 'import-line.ts', 'too-early.ts', 'tsconfig.json', 'vite.config.js'];
  assert.deepEqual(Object.keys(blocks).sort(), [...names, 'webpack.config.js']);
});

test('it compiles, and so does what still has the old name', TIMEOUT, async () => {
  const { stdout, code = 0 } = await run(inRoot('node_modules/.bin/tsc'), ['-p', '.', '--noEmit'], {
    cwd: app.folder,
  }).catch((error) => error);
  assert.deepEqual({ stdout, code }, { stdout: '', code: 0 });
});

for (const [file, name] of [
  ['vite.config.js', OLD],
  ['webpack.config.js', `${OLD}$`],
]) {
  test(`the alias in ${file} leads to the entry`, TIMEOUT, async () => {
    const { default: config } = await import(pathToFileURL(app.path(file)));
    assert.deepEqual(config, { resolve: { alias: { [name]: NEW } } });
  });
}

describe('the app, bundled with the alias', () => {
  /** Asks as the app does, and gives what became of it. */
  async function ask(handlers) {
    const route = server.route('/completions', handlers);
    const outcome = await app.node(
      'ask.js',
      `
      import { ask } from './app.js';

      // The app's address is that of a page.
      const { fetch } = globalThis;
      globalThis.fetch = (path, init) => fetch(new URL(path, process.argv[2]), init);
      const tokens = [];
      const failure = await ask('é', (token) => tokens.push(token), new AbortController().signal).catch(String);
      console.log(JSON.stringify({ tokens, failure }));
      `,
      server.origin,
    );
    return { ...outcome, bodies: route.requests.map(({ body }) => body.toString()) };
  }

  before(() => app.node('bundle.js', `await import('./build.js'); console.log('null');`));

  test('asks once if all goes well', TIMEOUT, async () => {
    const outcome = await ask(answers.stream('data: a\n\n', 'data: b\n\n'));
    assert.deepEqual(outcome, { tokens: ['a', 'b'], bodies: ['{"prompt":"é"}'] });
  });

  test('asks again where it wants to', TIMEOUT, async () => {
    const outcome = await ask([answers.reset, answers.stream('data: b\n\n')]);
    assert.deepEqual(outcome, { tokens: ['b'], bodies: ['{"prompt":"é"}', '{"prompt":"é"}'] });
  });

  test('takes a refusal for what it is', TIMEOUT, async () => {
    const outcome = await ask((_, connection) => connection.respond(429, {}, 'too many'));
    assert.deepEqual(outcome, { tokens: [], failure: 'Error: too many', bodies: ['{"prompt":"é"}'] });
  });
});

test('a stream that ends too early is asked for again', TIMEOUT, async () => {
  const route = server.route('/early', [answers.stream('data: a\n\n'), answers.stream('data: b\n\ndata: [DONE]\n\n')]);
  await app.node(
    'bundle-early.js',
    `
    import { build } from 'esbuild';
    await build({ entryPoints: ['too-early.ts'], outfile: 'too-early.js', format: 'esm' });
    console.log('null');
    `,
  );
  const data = await app.node(
    'early.js',
    `
    import { listen } from './too-early.js';
    const data = [];
    await listen(process.argv[2], (one) => data.push(one));
    console.log(JSON.stringify(data));
    `,
    route.url,
  );
  assert.deepEqual(data, ['a', 'b']);
});
