// The benchmark's own server, for the command line: nothing between node:http and the streams.

import { createServer } from 'node:http';
import { serveStream } from './streams.js';

const headers = {
  // An isolated page is given a clock that is fine enough.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cache-Control': 'no-store',
};

/**
 * @param {(path: string) => { type: string, body: string | Uint8Array } | undefined} fileAt what is served besides
 * @returns {Promise<{ origin: string, close(): Promise<void> }>}
 */
export async function startServer(fileAt) {
  const server = createServer((request, response) => {
    if (serveStream(request, response)) return;
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = fileAt(pathname);
    response.writeHead(file ? 200 : 404, { ...headers, 'Content-Type': file?.type ?? 'text/plain' });
    response.end(file?.body);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
