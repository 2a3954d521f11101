import { startFixtureServer } from '../../support/fixture-server.js';
import { answers } from '../../support/harness.js';

/** What ../source/visit.js asks, on a server that any origin may ask. */
export async function startApi() {
  const server = await startFixtureServer();
  const cors = { cors: 'credentials' };
  server.route('/words', words, cors);
  server.route('/ticks', ticks, cors);
  server.route('/busy', (_, connection) => connection.respond(503, {}, 'later'), cors);
  server.route('/reset', answers.reset, cors);
  server.route('/silent', answers.open(), cors);
  return server;
}

/** A word for each chunk. */
async function words(request, connection) {
  if (request.method !== 'POST') return connection.respond(405);
  await connection.stream();
  for (const word of JSON.parse(request.body).prompt.split(' ')) {
    await connection.write(`data: ${word}\n\n`);
    await connection.pause(5);
  }
  await connection.end();
}

/** Ends after the first event, and goes on where the source asks it to. */
async function ticks(request, connection) {
  await connection.stream();
  if (request.header('Last-Event-ID') === undefined) {
    await connection.write(': hello\n\nretry: 10\nid: é\ndata: one\n\n');
    return connection.end();
  }
  await connection.write(`event: tick\ndata: two\n\n`);
  return connection.hang();
}

const WORDS = ['the', 'words', 'come', 'back'];
const TICKS = ['open', 'comment: hello', 'one', true, 'network', 'open', 'two', 'é', 2];

/** What comes of a visit, as JSON. */
export const OUTCOME = {
  eventStream: WORDS,
  EventSource: TICKS,
  fetchEventSource: WORDS,
  EventStreamDecoder: WORDS,
  polyfill: TICKS,
  refused: { name: 'EventSourceError', code: 'status', status: 503, body: 'later' },
  reset: { name: 'EventSourceError', code: 'network' },
  silent: { name: 'EventSourceError', code: 'timeout' },
  left: { name: 'AbortError', code: 'aborted' },
};
