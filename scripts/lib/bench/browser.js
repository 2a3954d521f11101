import { startServer } from '../../../benches/server/index.js';
import { chromiumFlags } from '../../../tests/support/browsers/chromium-flags.js';

/**
 * A Chromium for measurements, and the benchmark's server with these files.
 *
 * @param {string} executablePath
 * @param {Map<string, { type: string, body: string | Uint8Array }>} files by their paths
 */
export async function openLaboratory(executablePath, files) {
  // Imported late: it is an npm package.
  const { chromium } = await import('playwright-core');
  const blank = { type: 'text/html', body: '<!doctype html><meta charset="utf-8"><title>Benchmark</title>' };
  const server = await startServer((pathname) => (pathname === '/' ? blank : files.get(pathname)));
  const args = [...chromiumFlags, '--js-flags=--expose-gc'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const browser = await chromium.launch({ executablePath, args, headless: true }).catch(async (error) => {
    await server.close();
    throw error;
  });

  return {
    origin: server.origin,
    version: `Chromium ${browser.version()}`,
    /** A page of a profile of its own, on the blank page unless told otherwise. */
    async page(address = '/', script) {
      const context = await browser.newContext();
      if (script) await context.addInitScript(script);
      const page = await context.newPage();
      await page.goto(server.origin + address);
      return { page, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
