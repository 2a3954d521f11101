/**
 * Routes that any page can use without a script on the server's side; the Rust tests know nothing but the origin.
 * All of them allow CORS with credentials, preflights included, unless `cors=none` or `cors=any` is in the query.
 * A request with `key=…` in its query is kept for `/requests?key=…`.
 */
export const BUILTINS = {
  '/echo-stream': echoStream,
  '/bytes': bytes,
  '/requests': recorded,
};

/** `/status/503?body=…&type=…` answers with that status. */
export async function status(request, connection) {
  const { pathname, searchParams } = request.url;
  const type = searchParams.get('type') ?? 'text/plain';
  await connection.respond(Number(pathname.split('/')[2]), { 'Content-Type': type }, searchParams.get('body') ?? '');
}

/** An event of type `echo` whose data is the request as JSON; then the stream hangs, or with `end=close` ends. */
async function echoStream(request, connection) {
  await connection.stream();
  await connection.write(`event: echo\ndata: ${JSON.stringify(request)}\n\n`);
  await finish(connection, request.url.searchParams.get('end') ?? 'hang');
}

/**
 * `/bytes?chunks=<base64url>,<base64url>…&delay=<ms>&end=close|cut|reset|hang` streams exactly these chunks, `delay`
 * apart (5 ms if not said). `text=…` is the same with one chunk of text, percent-encoded as any query is. Several
 * `chunks` (or `text`) with a `key` are the answers to the first request with that key, the second and so on; the
 * request after the last gets a 204, which ends an EventSource. `retry`, if given, comes first, as a block of its own.
 */
async function bytes(request, connection, { turn }) {
  const query = request.url.searchParams;
  const answers = [
    ...query.getAll('chunks').map((list) => list.split(',').map((chunk) => Buffer.from(chunk, 'base64url'))),
    ...query.getAll('text').map((text) => [Buffer.from(text)]),
  ];
  const answer = answers[query.has('key') ? turn : 0];
  if (!answer) return connection.respond(204);

  await connection.stream({ 'Content-Type': query.get('type') ?? 'text/event-stream' });
  if (query.has('retry')) await connection.write(`retry: ${query.get('retry')}\n\n`);
  for (const [index, chunk] of answer.entries()) {
    if (index > 0) await connection.pause(Number(query.get('delay') ?? 5));
    await connection.write(chunk);
  }
  return finish(connection, query.get('end') ?? 'close');
}

function finish(connection, how) {
  return { close: () => connection.end(), cut: () => connection.cut(), reset: () => connection.reset() }[how]?.();
}

/** What was asked with this `key`, as a JSON array; see `FixtureRequest.toJSON`. */
async function recorded(request, connection, { requestsOf }) {
  const body = JSON.stringify(requestsOf(request.url.searchParams.get('key')));
  await connection.respond(200, { 'Content-Type': 'application/json' }, body);
}
