import { openBrowser } from './browsers/index.js';

/**
 * Opens a browser on the fixture server's page.
 *
 *   const browser = await launch(server);
 *   const data = await browser.run('window', async ({ EventSource, nextEvent }, url) => {
 *     const source = new EventSource(url);
 *     const { data } = await nextEvent(source, 'message');
 *     source.close();
 *     return data;
 *   }, route.url);
 *
 * The function travels as source: it sees nothing of the test around it. Arguments and result travel as JSON. Its first
 * argument has the package's exports and the helpers of page/helpers.js.
 */
export async function launch(server, open = openBrowser) {
  const { goto, evaluate, messages, close } = await open();
  const start = () => goto(`${server.origin}/`);
  await start();

  async function execute(native, scope, test, args) {
    const task = JSON.stringify({ scope, native, source: String(test), args });
    const heard = messages.length;
    const outcome = await evaluate(`import('/support/run.js').then(({ run }) => run(${task}))`);
    if (outcome.error) throw fromPage(outcome.error, messages.slice(heard));
    if (outcome.uncaught.length) throw new Error(`nobody caught in the ${scope}: ${outcome.uncaught.join('\n')}`);
    return outcome.value;
  }

  return {
    /** @param {'window' | 'dedicated' | 'shared' | 'service'} scope */
    run: (scope, test, ...args) => execute(false, scope, test, args),
    /** The same with the browser's own `EventSource` in the package's place. */
    runNative: (scope, test, ...args) => execute(true, scope, test, args),
    /** A fresh page: whatever a test has left open ends here. */
    reset: start,
    /** What the console showed and nobody caught. */
    messages,
    close,
  };
}

function fromPage({ name, message, stack }, messages) {
  const error = new Error([`${name}: ${message}`, ...messages.slice(-5)].join('\n'));
  // Chromium's frames begin with “at”; Firefox's and WebKit's have an @.
  const frames = stack.split('\n').filter((line) => /^\s+at |@/.test(line));
  error.stack = [error.message, '    in the browser:', ...frames].join('\n');
  return error;
}
