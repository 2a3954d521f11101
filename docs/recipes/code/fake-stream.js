/**
 * A `fetch` for tests. Each answer is a Response, or the pieces of a stream: strings in an array, or from an async
 * generator, which may wait, throw to break the stream off, and learn in a `finally` that it was aborted. There is a 204
 * behind the last answer. What was asked is kept in `requests`.
 */
export function fakeFetch(...answers) {
  const requests = [];
  async function fetch(url, init) {
    init.signal.throwIfAborted();
    requests.push(new Request(url, init));
    const answer = answers[requests.length - 1] ?? new Response(null, { status: 204 });
    if (answer instanceof Response) return answer;
    return new Response(bodyOf(answer, init.signal), { headers: { 'Content-Type': 'text/event-stream' } });
  }
  return Object.assign(fetch, { requests });
}

function bodyOf(pieces, signal) {
  const iterator = (pieces[Symbol.asyncIterator] ?? pieces[Symbol.iterator]).call(pieces);
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      signal.addEventListener('abort', () => {
        controller.error(signal.reason);
        iterator.return?.();
      });
    },
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (signal.aborted) return;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}
