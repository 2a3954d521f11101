import { GaveUp } from '../rounds.js';

/**
 * Gives chunks until `patience` is over: some parsers would take minutes where others take milliseconds.
 *
 * @param {Uint8Array[]} chunks
 * @param {number} patience in ms
 */
export function* patiently(chunks, patience) {
  const end = performance.now() + patience;
  for (let index = 0; index < chunks.length; index++) {
    // Now and then: the clock has its price, too.
    if (index % 64 === 0 && performance.now() > end) throw new GaveUp(index / chunks.length);
    yield chunks[index];
  }
}

/** A stream of chunks such as a response's body is. */
export function streamOf(chunks) {
  const source = chunks[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = source.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

/** Takes all there is in a stream of events. */
export async function drain(events, take) {
  const reader = events.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    take(value.data);
  }
}
