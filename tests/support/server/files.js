import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.ts': 'text/plain; charset=utf-8',
  '.map': 'application/json',
};

/** A route handler that answers with the files of a folder. */
export function files(prefix, folder) {
  return async (request, connection) => {
    const name = normalize(decodeURIComponent(request.url.pathname.slice(prefix.length))) || 'index.html';
    const path = join(folder, name === '.' ? 'index.html' : name);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const content = name.startsWith('..') ? undefined : await readFile(path).catch(() => undefined);
    if (content === undefined)
      return connection.respond(404, { 'Content-Type': 'text/plain' }, `no ${request.target}\n`);
    const head = { 'Content-Type': type, 'Content-Length': String(content.length) };
    return connection.respond(200, head, request.method === 'HEAD' ? '' : content);
  };
}
