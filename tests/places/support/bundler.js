// What is the same for all bundlers that make scripts for a page.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startApi } from './api.js';
import { prepareApp } from './app.js';
import { checkEngine, sizeOf } from './output.js';
import { serve } from './serving.js';
import { openVisitor } from './visitor.js';

/** Nothing of eval, of other servers, of scripts in the page: what a careful application allows. */
const POLICY = "default-src 'self'; img-src data:; script-src 'self' 'wasm-unsafe-eval'";

/** The same, and the import map that Parcel writes into the page. */
const policyFor = (html) => {
  const maps = [...html.matchAll(/<script type=importmap>(.*?)<\/script>/gs)].map(([, map]) => map);
  const hashes = maps.map((map) => ` 'sha256-${createHash('sha256').update(map).digest('base64')}'`);
  return POLICY + hashes.join('');
};

/**
 * Visits what a bundler makes of the application, in each of the ways named; the first of them shakes trees.
 * @param {string} place
 * @param {Record<string, Build | Server>} ways
 * @typedef {{ build: string[], script?: string }} Build a program with its arguments, which writes to `out`; and the HTML
 *   that loads what it wrote, if it wrote none
 * @typedef {{ server: string[], asks?: RegExp }} Server a program with its arguments, which serves the application; and an
 *   address that the page has to have asked for
 */
export function testBundler(place, ways) {
  let app;
  let api;
  let visitor;
  before(async () => {
    app = await prepareApp(place);
    visitor = await openVisitor();
  });
  beforeEach(async () => {
    api = await startApi();
  });
  afterEach(() => api.close());
  after(() => visitor?.close());

  for (const [name, { build, script, server, asks }] of Object.entries(ways)) {
    test(`${place}: ${name}`, { timeout: 300_000 }, async (t) => {
      if (server) {
        await visitServer(server, asks);
      } else {
        await runBuild(build);
        await visitor.visit(await serveBuild(script), api);
        await checkEngine(app, app.path('out'));
        t.diagnostic(`${place}: ${name}: ${await sizeOf(app, app.path('out'))}`);
      }
    });
  }

  test(`${place}: nothing is left of an import that is not used`, { timeout: 300_000 }, async () => {
    await writeFile(app.path('page.js'), "import { eventStream } from 'eventsource-wasm';\n\nconsole.log('hello');\n");
    const [{ build }] = Object.values(ways);
    await runBuild(build);
    await checkEngine(app, app.path('out'), 0);
  });

  async function runBuild([program, ...args]) {
    await app.clean('out');
    const { code, reason, output } = await app.run(app.program(program), ...args);
    assert.equal(code, 0, `${reason}: ${output}`);
    assertNoWarnings(output);
  }

  async function serveBuild(script) {
    const html = script
      ? `<!doctype html><link rel="icon" href="data:,">${script}`
      : await readFile(app.path('out/index.html'), 'utf8');
    const head = { 'Content-Type': 'text/html', 'Content-Security-Policy': policyFor(html) };
    api.mount('/', app.path('out'));
    return api.route('/', (_, connection) => connection.respond(200, head, html)).url;
  }

  async function visitServer(command, asks = /^/) {
    const served = await serve(app, ...command);
    try {
      const asked = await visitor.visit(served.url, api);
      assert.ok(
        asked.some((url) => asks.test(url)),
        `the page asked for ${asked.join(', ')}`,
      );
      assertNoWarnings(served.output());
    } finally {
      await served.close();
    }
  }
}

export function assertNoWarnings(output) {
  assert.doesNotMatch(output, /\bwarn|deprecat|⚠/i);
}
