import assert from 'node:assert/strict';
import { openChromium } from '../../support/browsers/chromium.js';
import { within } from '../../support/page/wait.js';
import { OUTCOME } from './api.js';

/** Opens a browser that visits pages of applications. */
export async function openVisitor() {
  const { page, messages, close } = await openChromium();
  const asked = new Set();
  page.on('request', (request) => asked.add(request.url()));
  await page.addInitScript(countCompilations);

  return {
    /**
     * Opens a page that sets `visit`, and checks what comes of a visit: the outcome, that the engine was compiled once, and
     * that nobody was asked but the page's own server and the API. Gives the addresses that were asked for.
     */
    async visit(url, api) {
      asked.clear();
      const heard = messages.length;
      await page.goto(url);
      await within(page.waitForFunction('window.visit'), `the page at ${url} to be ready`).catch((error) => {
        throw new Error(`${error.message}\n${messages.slice(heard).join('\n')}`);
      });
      const outcome = await within(page.evaluate(visitAsJson, api.origin), 'the visit', 60_000);
      assert.deepEqual(JSON.parse(outcome), OUTCOME, messages.slice(heard).join('\n'));
      assert.equal(await page.evaluate('window.compilations'), 1, 'the engine is compiled once');
      const known = [new URL(url).origin, api.origin];
      const others = [...asked].filter((one) => /^(https?|wss?):/.test(one) && !known.includes(new URL(one).origin));
      assert.deepEqual(others, []);
      assert.deepEqual(
        messages.slice(heard).filter((message) => !EXPECTED.test(message)),
        [],
      );
      assert.deepEqual(api.errors, []);
      return [...asked];
    },
    close,
  };
}

/** What Chromium says of the answers that the visit asks for. */
const EXPECTED =
  /^console: Failed to load resource: (the server responded with a status of 503|net::ERR_CONNECTION_RESET)/;

/** Runs in the page. */
async function visitAsJson(origin) {
  return JSON.stringify(await window.visit(origin));
}

/** Runs in the page, before everything else. */
function countCompilations() {
  window.compilations = 0;
  const { Module } = WebAssembly;
  for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming', 'Module']) {
    WebAssembly[name] = new Proxy(WebAssembly[name], {
      apply(target, self, args) {
        // A module that is there already is not compiled again.
        if (!(args[0] instanceof Module)) window.compilations += 1;
        return Reflect.apply(target, self, args);
      },
      construct(target, args) {
        window.compilations += 1;
        return Reflect.construct(target, args);
      },
    });
  }
}
