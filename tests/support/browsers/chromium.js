import { env, getuid } from 'node:process';
import { chromium } from 'playwright-core';
import { chromiumFlags } from './chromium-flags.js';
import { findProgram } from './find.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Chromium, headless. CHROME_PATH chooses another than that on the PATH. It is driven over its own protocol:
 * `page` has all that Playwright can do with it.
 */
export async function openChromium() {
  const browser = await chromium.launch({
    executablePath: env.CHROME_PATH ?? findProgram('Chromium', NAMES),
    args: flags(),
    headless: true,
  });
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
