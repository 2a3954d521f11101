import { env } from 'node:process';
import { openChromium } from './chromium.js';
import { openFirefox } from './firefox.js';
import { openWebKit } from './webkit.js';

const OPEN = { chromium: openChromium, firefox: openFirefox, webkit: openWebKit };

/** The engine that the tests run in. The environment variable BROWSER chooses it. */
export const engine = env.BROWSER || 'chromium';

/**
 * Opens one page in a headless browser with a fresh profile.
 *
 * This is all that a browser has to offer to the tests; another one needs another file beside these.
 * @returns {Promise<{
 *   goto(url: string): Promise<void>,
 *   evaluate(source: string): Promise<any>, // evaluates an expression in the page and awaits its JSON
 *   messages: string[],                     // the console's errors and the page's uncaught ones, where the engine tells
 *   close(): Promise<void>,
 * }>}
 */
export function openBrowser() {
  if (!Object.hasOwn(OPEN, engine)) {
    throw new Error(`BROWSER is ${engine}, which is none of ${Object.keys(OPEN).join(', ')}`);
  }
  return OPEN[engine]();
}
