// The streams that the benchmark reads over HTTP, as plain handlers of node:http.

import { tokenStream } from '../decode/workloads.js';

const piece = 64 * 1024;
/** More than this is never measured, and anybody may ask. */
const most = { events: 200_000, bytes: 100_000_000 };
const streams = { bulk, 'one-by-one': oneByOne, first, large, short };

/** Answers `/bench/stream/<name>`; false if there is no such stream. */
export function serveStream(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const [, name] = /^\/bench\/stream\/([\w-]+)$/.exec(url.pathname) ?? [];
  if (!Object.hasOwn(streams, name ?? '')) return false;
  const number = (key) => Math.max(0, Math.floor(Number(url.searchParams.get(key)) || 0));
  streams[name](response, number);
  return true;
}

function head(response, headers = {}) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', ...headers });
}

/** All at once, as fast as it is read. */
async function bulk(response, number) {
  const bytes = tokens(number('events'));
  head(response);
  for (let start = 0; start < bytes.length && !response.destroyed; start += piece) {
    await written(response, bytes.subarray(start, start + piece));
  }
  response.end();
}

/** Each event is written by itself, and sent before the next. */
async function oneByOne(response, number) {
  const bytes = tokens(number('events'));
  head(response);
  let start = 0;
  while (start < bytes.length && !response.destroyed) {
    const end = bytes.indexOf('\n\n', start) + 2;
    await written(response, bytes.subarray(start, end));
    await new Promise(setImmediate);
    start = end;
  }
  response.end();
}

/** One event, and then silence until the client leaves. */
function first(response) {
  head(response);
  response.write('data: 1\n\n');
}

/** One event with so many bytes of data. */
async function large(response, number) {
  const bytes = Buffer.alloc(piece, 'All of this is one line. ');
  head(response);
  await written(response, 'data: ');
  for (let left = Math.min(number('bytes'), most.bytes); left > 0 && !response.destroyed; left -= piece) {
    await written(response, bytes.subarray(0, Math.min(left, piece)));
  }
  response.end('\n\ndata: [DONE]\n\n');
}

/** One event in a response of known length, so that the browser can use the connection again. */
function short(response) {
  const text = 'data: 1\n\n';
  head(response, { 'Content-Length': text.length });
  response.end(text);
}

/** Resolves when there is room for more, or nobody is there to read it. */
function written(response, bytes) {
  if (response.write(bytes) || response.destroyed) return;
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

const made = new Map();

function tokens(events) {
  const count = Math.min(events, most.events);
  if (!made.has(count)) {
    made.clear();
    made.set(count, Buffer.from(tokenStream(count)));
  }
  return made.get(count);
}
