import { Builder, Capabilities } from 'selenium-webdriver';
import { startDriver } from './driver.js';

/**
 * Opens a browser over WebDriver, with a fresh profile.
 * @param {Parameters<typeof startDriver>[0]} command starts the driver
 * @param {Record<string, unknown>} capabilities which browser, and how
 * @param {(script: string) => string} inPage makes a script of this one that runs where the page's own scripts do
 * @returns {ReturnType<import('./index.js').openBrowser>}
 */
export async function openOverWebDriver(command, capabilities, inPage = (script) => script) {
  const driver = await startDriver(command);
  let session;
  try {
    session = await new Builder()
      .disableEnvironmentOverrides()
      .usingServer(driver.url)
      .withCapabilities(new Capabilities(capabilities))
      .build();
    // Below what a test may take: while a script is waited for, the browser takes no other command.
    await session.manage().setTimeouts({ script: 50_000, pageLoad: 50_000 });
  } catch (error) {
    await driver.stop();
    throw error;
  }

  return {
    goto: (url) => session.get(url),
    async evaluate(source) {
      const { value, error } = decode(await session.executeAsyncScript(inPage(settled(source))));
      if (error) throw new Error(error);
      return value;
    },
    messages: [],
    async close() {
      await session.quit().catch(() => {});
      await driver.stop();
    },
  };
}

/** A script that hands over what becomes of the expression, as JSON in which `undefined` is told from null. */
const settled = (expression) => `
  const done = arguments[arguments.length - 1];
  const encode = (outcome) => JSON.stringify(outcome, (_, value) => (value === undefined ? ${JSON.stringify(UNDEFINED)} : value));
  new Promise((resolve) => resolve(${expression})).then(
    (value) => done(encode({ value })),
    (error) => done(encode({ error: String(error) + '\\n' + error?.stack })),
  );`;

const UNDEFINED = '\0undefined';

const decode = (json) => restore(JSON.parse(json));

/** Not a reviver's work: the keys for which that returns undefined are gone. */
function restore(value) {
  if (value === UNDEFINED) return undefined;
  if (Array.isArray(value)) return value.map(restore);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restore(inner)]));
}
