/**
 * A server for the tests that controls every byte: what is written, in which pieces, and how the connection ends.
 *
 *   const server = await startFixtureServer();
 *   const route = server.route('/ticks', async (request, connection) => {
 *     await connection.stream();                 // head: 200, text/event-stream, chunked
 *     await connection.write('data: 1\n\n');     // one chunk, one write
 *     await connection.reset();                  // or end(), cut(), hang(), raw(bytes) …
 *   });
 *   … open an EventSource on route.url in a page of server.origin, or on route.otherUrl, which is cross-origin …
 *   const request = await route.request(1);      // method, url, headers, headerBytes('Last-Event-ID'), body
 *   await request.closed;                        // { by: 'client' | 'server', at }
 *   await server.close();
 *
 * `route(path, handler)` answers every request for the path; `route(path, [first, second])` one after another, and 204
 * after the last. HEADs take no turn and are recorded apart, in `route.heads`. `{ cors: 'any' | 'credentials' }` as third
 * argument adds the headers and answers preflights; without it, preflights are refused. Scripting a path again replaces
 * its script and its record.
 *
 * Without a script, from any page: `/echo-stream`, `/bytes`, `/status/NNN` and `/requests` (server/builtins.js). Also
 * served: an empty page at `/`, what tests run in the browser under `/support/` and the built package under `/dist/`.
 *
 * Run by itself (`node tests/support/fixture-server.js`), it prints its origin and stays.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { argv, env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { BUILTINS, status } from './server/builtins.js';
import { Connection } from './server/connection.js';
import { corsHeaders, preflightHeaders } from './server/cors.js';
import { files } from './server/files.js';
import { readRequest } from './server/request.js';
import { Route } from './server/route.js';

const folder = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** @returns {Promise<FixtureServer>} */
export async function startFixtureServer() {
  const server = new FixtureServer();
  await server.listen();
  return server;
}

/** The package for the tests, in a browser that has no WebAssembly: as the engine is loaded late, it is not found. */
async function withoutWebAssembly(_, connection) {
  const library = await readFile(new URL('./page/library.js', import.meta.url), 'utf8');
  const type = 'text/javascript; charset=utf-8';
  await connection.respond(200, { 'Content-Type': type }, `${library}\ndelete globalThis.WebAssembly;\n`);
}

class FixtureServer {
  #listeners = [];
  #sockets = new Set();
  #routes = new Map();
  #mounts = [];
  #keyed = new Map();
  /** What route handlers threw. A test's mistake; nobody should have to look for it in a page that waits in vain. */
  errors = [];

  async listen() {
    this.origin = await this.#listen();
    this.otherOrigin = await this.#listen();
    this.mount('/support/', folder('./page/'));
    this.mount('/dist/', folder('../../dist/'));
    this.mount('/', folder('./page/'));
    if (env.E2E_ENGINE === 'script') this.route('/support/library.js', withoutWebAssembly);
  }

  /**
   * @param {string} path
   * @param {Handler | Handler[]} handlers
   * @param {{ cors?: 'none' | 'any' | 'credentials' }} options
   * @typedef {(request: import('./server/request.js').FixtureRequest, connection: Connection) => unknown} Handler
   */
  route(path, handlers, { cors = 'none' } = {}) {
    const route = new Route(this.origin + path, this.otherOrigin + path, handlers, cors);
    this.#routes.set(path, route);
    return route;
  }

  /** Serves a folder's files under a prefix that ends with a slash. The longest prefix that fits wins, then the latest. */
  mount(prefix, path) {
    this.#mounts.unshift({ prefix, handler: files(prefix, path) });
    this.#mounts.sort((a, b) => b.prefix.length - a.prefix.length);
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
  }

  async #listen() {
    const listener = createServer((socket) => this.#serve(socket));
    this.#listeners.push(listener);
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return `http://127.0.0.1:${listener.address().port}`;
  }

  async #serve(socket) {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // A reset by the client surfaces here and in `close`; the latter is what is recorded.
    socket.on('error', () => {});

    const request = await readRequest(socket, `http://127.0.0.1:${socket.localPort}`);
    if (!request) return;
    try {
      await this.#answer(request, socket);
    } catch (error) {
      this.errors.push(error);
      console.error(`the fixture for ${request.target} failed:`, error);
      socket.destroy();
    }
  }

  async #answer(request, socket) {
    const route = this.#routes.get(request.url.pathname);
    const cors = route ? route.cors : (request.url.searchParams.get('cors') ?? 'credentials');
    const connection = new Connection(socket, corsHeaders(request, cors));
    request.closed = connection.closed.then((end) => {
      request.closedBy = end.by;
      return end;
    });

    if (request.isPreflight) {
      route?.preflights.push(request);
      return connection.respond(204, cors === 'none' ? {} : preflightHeaders(request));
    }
    if (route) return route.take(request)(request, connection);

    const { pathname } = request.url;
    if (pathname.startsWith('/status/')) {
      this.#remember(request);
      return status(request, connection);
    }
    if (pathname === '/requests') {
      return BUILTINS[pathname](request, connection, { requestsOf: (key) => this.#keyed.get(key) ?? [] });
    }
    if (pathname in BUILTINS) return BUILTINS[pathname](request, connection, { turn: this.#remember(request) });
    return this.#mounts.find(({ prefix }) => pathname.startsWith(prefix)).handler(request, connection);
  }

  /** Keeps a request that names a key, and says how many came before it, HEADs not counted. */
  #remember(request) {
    const key = request.url.searchParams.get('key');
    if (key === null) return 0;
    const requests = this.#keyed.get(key) ?? [];
    this.#keyed.set(key, [...requests, request]);
    return requests.filter(({ method }) => method !== 'HEAD').length;
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startFixtureServer();
  console.log(server.origin);
}
