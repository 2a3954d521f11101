// Starts the demo: one HTTP server for the page, the package it shows, and the two streams it talks to.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.js';

const BUILT_PACKAGE = fileURLToPath(new URL('../../dist', import.meta.url));

/**
 * Rejects with Node's own error when the port is taken (`code: 'EADDRINUSE'`), so that the caller may try another.
 * `port: 0` takes any free one. `packageDir` is the built package that the page imports.
 */
export async function startDemo({ port = 8080, host = '127.0.0.1', packageDir = BUILT_PACKAGE } = {}) {
  if (!existsSync(join(packageDir, 'index.js'))) {
    throw new Error(`There is no built package in ${packageDir}: \`npm run build\` makes it.`);
  }
  const demo = createApp({ packageDir });
  const server = createAdaptorServer({ fetch: demo.app.fetch });
  await listen(server, port, host);
  return {
    url: addressOf(server, host),
    async close() {
      demo.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections(); // the streams never end by themselves
      await closed;
    },
  };
}

function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server, host) {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${server.address().port}`;
}
