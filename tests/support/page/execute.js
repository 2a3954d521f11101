// Runs one function that came as source, in whatever scope this module was loaded.
import * as helpers from './helpers.js';

const uncaught = [];
globalThis.addEventListener('error', (event) => note(event, event.error ?? event.message));
globalThis.addEventListener('unhandledrejection', (event) => note(event, event.reason));

/** Later, so that a test which expects the error can prevent its default. */
function note(event, thrown) {
  setTimeout(() => event.defaultPrevented || uncaught.push(String(thrown?.stack ?? thrown)));
}

/**
 * The function gets the package's exports and the helpers in one object, and then its arguments. With `native`, the
 * package stays out of it, and `EventSource` is the browser's own.
 */
export async function execute({ source, args, native }, load = () => import('./library.js')) {
  const outcome = {};
  try {
    const library = native ? { EventSource: globalThis.EventSource } : await load();
    // biome-ignore lint/security/noGlobalEval: this is how a test's function gets here
    const test = globalThis.eval(`(${source})`);
    outcome.value = await test({ ...helpers, ...library }, ...args);
  } catch (error) {
    outcome.error = { name: error?.name, message: String(error?.message ?? error), stack: String(error?.stack) };
  }
  // What the test has left behind gets a turn to go wrong.
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { ...outcome, uncaught: uncaught.splice(0) };
}
