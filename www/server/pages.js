// The page and its files, with the headers that a production site would send.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { policy } from './policy.js';

const PAGES = fileURLToPath(new URL('../pages', import.meta.url));
const MARKDOWN = fileURLToPath(new URL('../../node_modules/streaming-markdown', import.meta.url));

/** The page's import map maps `eventsource-wasm` to these: the files that npm would install. */
export function packageFiles(packageDir) {
  return new Hono().use('/eventsource-wasm/*', files(packageDir, '/eventsource-wasm'));
}

export function pageFiles() {
  const routes = new Hono();
  routes.get('/', async (c) => {
    // Read anew each time, so that a change shows on reload.
    const html = await readFile(`${PAGES}/index.html`, 'utf8');
    return c.html(html, 200, {
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': contentSecurityPolicy(html),
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
  });
  routes.use('/modules/streaming-markdown/*', files(MARKDOWN, '/modules/streaming-markdown'));
  routes.use('/*', files(PAGES, ''));
  return routes;
}

function files(root, mount) {
  return serveStatic({
    root,
    rewriteRequestPath: (path) => path.slice(mount.length),
    onFound: (_path, c) => {
      c.header('Cache-Control', 'no-cache');
      c.header('X-Content-Type-Options', 'nosniff');
    },
  });
}

/** Import maps can only be inline scripts, hence the one hash. */
function contentSecurityPolicy(html) {
  const [, importMap] = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html);
  return policy(`'sha256-${createHash('sha256').update(importMap).digest('base64')}'`);
}
