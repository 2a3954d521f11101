// Waiting with a limit and a clear message; used in Node and in the browser alike.

/** How long anything may take before a test gives it up. Far above what it takes: only a failing test waits so long. */
export const PATIENCE = 15_000;

/**
 * The promise's outcome, or an error that says what did not happen.
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what as in "waited 15000 ms for <what>"
 * @returns {Promise<T>}
 */
export async function within(promise, what, ms = PATIENCE) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms} ms for ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the predicate holds. For states that change without an event. */
export async function eventually(predicate, what, ms = PATIENCE) {
  const start = performance.now();
  while (!predicate()) {
    if (performance.now() - start > ms) throw new Error(`waited ${ms} ms for ${what}`);
    await sleep(10);
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
