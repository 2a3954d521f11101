import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, getuid } from 'node:process';
import { chromium } from 'playwright-core';
import { chromiumFlags } from './chromium-flags.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Opens one page in a headless Chromium with a fresh profile.
 *
 * This is all that a browser has to offer to the tests; another one needs another file like this, over WebDriver's
 * `execute_async`, say.
 * @returns {Promise<{
 *   goto(url: string): Promise<void>,
 *   evaluate(source: string): Promise<any>, // evaluates an expression in the page and awaits its JSON
 *   messages: string[],                     // the console's errors and the page's uncaught ones, to explain a failure
 *   close(): Promise<void>,
 *   page: import('playwright-core').Page,
 * }>}
 */
export async function openChromium() {
  const browser = await chromium.launch({ executablePath: findChromium(), args: flags(), headless: true });
  const page = await browser.newPage();
  const messages = [];
  page.on('console', (message) => message.type() === 'error' && messages.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => messages.push(`uncaught: ${error.stack ?? error}`));
  return {
    goto: async (url) => void (await page.goto(url)),
    evaluate: (source) => page.evaluate(source),
    messages,
    close: () => browser.close(),
    page,
  };
}

function flags() {
  return getuid?.() === 0 ? [...chromiumFlags, '--no-sandbox'] : chromiumFlags;
}

/** Chromium's path: CHROME_PATH, or the first that is found on PATH. */
export function findChromium() {
  if (env.CHROME_PATH) return env.CHROME_PATH;
  const folders = (env.PATH ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error('no Chromium found: install it, or set CHROME_PATH to its executable');
  return found;
}
