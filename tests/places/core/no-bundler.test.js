// A static server and a browser that knows modules.
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startApi } from '../support/api.js';
import { prepareApp } from '../support/app.js';
import { openVisitor } from '../support/visitor.js';

const TIMEOUT = { timeout: 60_000 };

let app;
let server;
let visitor;
/** What the names of the package's entries stand for, as the page's server has it. @type {Record<string, string>} */
let addresses;

before(async () => {
  app = await prepareApp('no-bundler');
  server = await startApi();
  server.mount('/', app.folder);
  visitor = await openVisitor();
  const entries = Object.entries(app.manifest.exports).filter(([, entry]) => entry.default);
  addresses = Object.fromEntries(
    entries.map(([name, entry]) => [
      `eventsource-wasm${name.slice(1)}`,
      `/node_modules/eventsource-wasm${entry.default.slice(1)}`,
    ]),
  );
});
after(async () => {
  await visitor?.close();
  await server?.close();
});

test('no bundler: an import map with the names of the entries', TIMEOUT, async () => {
  const map = `<script type="importmap">${JSON.stringify({ imports: addresses })}</script>`;
  const html = await readFile(app.path('index.html'), 'utf8');
  await writeFile(app.path('mapped.html'), html.replace('<script', `${map}$&`));
  await visitor.visit(`${server.origin}/mapped.html`, server);
});

test('no bundler: imports from node_modules by their addresses', TIMEOUT, async () => {
  const code = await readFile(app.path('visit.js'), 'utf8');
  await writeFile(
    app.path('visit.js'),
    code.replace(/from '(eventsource-wasm.*)'/g, (_, name) => `from '${addresses[name]}'`),
  );
  await visitor.visit(`${server.origin}/index.html`, server);
});
