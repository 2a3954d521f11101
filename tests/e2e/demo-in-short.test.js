// The demo in every engine: one answer, one refusal, one resumption. demo.test.js goes through all of it.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { startDemo } from '../../www/server/index.js';
import { openBrowser } from '../support/browsers/index.js';
import { TIMEOUT } from '../support/harness.js';
import { sleep } from '../support/page/wait.js';

const PATIENCE = 30_000;

describe('demo', () => {
  let demo;
  let browser;

  before(async () => {
    demo = await startDemo({ port: 0 });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
  });
  beforeEach(async () => {
    await browser.goto(demo.url);
    await shown('#suggestions button', /./);
  });

  const inPage = (action, ...args) => browser.evaluate(`(${action})(...${JSON.stringify(args)})`);

  /** The text of the last element that fits, as soon as there is one whose text is like this. */
  async function shown(selector, like) {
    let text;
    for (const end = performance.now() + PATIENCE; performance.now() < end; await sleep(50)) {
      text = await inPage((selector) => [...document.querySelectorAll(selector)].at(-1)?.textContent, selector);
      if (text !== undefined && like.test(text)) return text;
    }
    assert.fail(`no ${selector} like ${like} within ${PATIENCE} ms; the last was ${JSON.stringify(text)}`);
  }

  const choose = (selector, value) =>
    inPage(
      (selector, value) => {
        const field = document.querySelector(selector);
        field.value = value;
        for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
      },
      selector,
      value,
    );

  const click = (selector) => inPage((selector) => document.querySelector(selector).click(), selector);

  async function send(prompt, scenario) {
    if (scenario) await choose('#scenario', scenario);
    await choose('#prompt', prompt);
    await click('#send');
  }

  test('an answer to a POST is shown while it grows, and is complete', TIMEOUT, async () => {
    // Not globalThis, which need not be the page's: its policy keeps Firefox's driver in a sandbox.
    await inPage(() => {
      window.lengths = new Set();
      new MutationObserver(() => {
        window.lengths.add(document.querySelector('.prose')?.textContent.length ?? 0);
      }).observe(document.getElementById('messages'), { childList: true, subtree: true, characterData: true });
    });
    await send('Are you a real language model?');
    await shown('.message-assistant[aria-busy="false"]', /not a language model/);
    await shown('.message-assistant .note', /^\d+ tokens in/);
    const steps = await inPage(() => window.lengths.size);
    assert.ok(steps > 20, `the answer grew in ${steps} steps`);
  });

  test('a refusal says why', TIMEOUT, async () => {
    await send('Are you a real language model?', '429');
    await shown('.problem strong', /^Too many requests$/);
    await shown('.problem dl', /retry-after/);
  });

  test('the ticker is cut off, and takes up where it was', TIMEOUT, async () => {
    await choose('.field select', '50');
    await click('#ticker-toggle');
    await shown('.connection[data-source=ticker] .connection-numbers', /resumed from \w+:250/);
    await shown('.connection[data-source=ticker] .verdict', /^(2[6-9]|[3-9]\d)\d checked: none lost, none twice$/);
  });
});
