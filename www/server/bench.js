// /bench: the benchmark, in the visitor's own browser. Nothing of it is made before somebody asks for it.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { policy } from './policy.js';

const PAGE = fileURLToPath(new URL('../pages/bench.html', import.meta.url));
const MODULES = ['chart', 'panels', 'decode/page', 'end-to-end/page'];
const PEERS = ['decode/peers', 'end-to-end/peers'];

export function benchmark() {
  let bundles;
  const routes = new Hono();

  routes.get('/bench', async (c) => {
    bundles = undefined; // so that a change shows on reload
    return c.html(await readFile(PAGE, 'utf8'), 200, {
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policy(),
      // An isolated page is given a clock that is fine enough.
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  routes.get('/bench/stream/:name', async (c, next) => {
    const { serveStream } = await import('../../benches/server/streams.js');
    return serveStream(c.env.incoming, c.env.outgoing) ? RESPONSE_ALREADY_SENT : next();
  });

  routes.get('/bench/*', async (c, next) => {
    bundles ??= bundle();
    const { files, peers } = await bundles;
    if (c.req.path === '/bench/peers.json') return c.json(peers);
    const file = files.get(c.req.path);
    if (!file) return next();
    return c.body(file.body, 200, { 'Content-Type': file.type, 'Cache-Control': 'no-cache' });
  });
  return routes;
}

/** The modules of the page, and the versions of the peers: null where they are not installed. */
async function bundle() {
  const { bundleForPages } = await import('../../scripts/lib/bench/bundles.js');
  const { peersAreThere, peerVersions } = await import('../../scripts/lib/bench/peers.js');
  const there = peersAreThere();
  return {
    files: await bundleForPages(there ? [...MODULES, ...PEERS] : MODULES),
    peers: there ? peerVersions() : null,
  };
}
