// The benchmark's page, as a visitor would use it. Whether the peers are installed makes no difference to these tests.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startDemo } from '../../www/server/index.js';
import { openChromium } from '../support/browsers/chromium.js';
import { DRIVES_CHROMIUM_ONLY, skipFor } from '../support/engines.js';

const skip = skipFor(DRIVES_CHROMIUM_ONLY);

describe('the benchmark’s page', { timeout: 120_000 }, () => {
  let demo;
  let browser;
  let page;

  before(async () => {
    if (skip) return;
    demo = await startDemo({ port: 0 });
    browser = await openChromium();
    page = browser.page;
    page.setDefaultTimeout(60_000);
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  test('is linked from the demo, and measures and draws from the keyboard until it is stopped', { skip }, async () => {
    await browser.goto(demo.url);
    await page.click('a[href="/bench"]');
    await page.waitForSelector('#start:not([disabled])');

    await page.focus('#start');
    await page.keyboard.press('Enter');
    await page.locator('#charts svg .chart-ratio', { hasText: '×' }).first().waitFor();
    assert.equal(await page.innerText('#start'), 'Stop');
    assert.ok((await page.getAttribute('#bar', 'value')) > 0);

    await page.keyboard.press('Enter');
    await page.locator('#start', { hasText: 'Again' }).waitFor();
    assert.equal(await page.innerText('#status'), 'Stopped');
    await page.click('#figures summary');
    assert.match(await page.innerText('#tables'), /LLM tokens, one per chunk\s+[\d,.]+/);
    assert.deepEqual(browser.messages, []);
  });

  test('reads streams of the demo’s own server', { skip }, async () => {
    await browser.goto(`${demo.url}/bench`);
    await page.uncheck('[name=decode]');
    await page.click('#start');
    await page.locator('.chart-title', { hasText: 'LLM tokens in bulk' }).waitFor();
    await page.click('#start');
    await page.locator('#start', { hasText: 'Again' }).waitFor();
    assert.equal(
      await page.isHidden('#note'),
      await page.evaluate(async () => Boolean(await (await fetch('/bench/peers.json')).json())),
    );
    assert.deepEqual(browser.messages, []);
  });
});
