// The demo, used as a visitor would: each test opens it afresh.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { startDemo } from '../../www/server/index.js';
import { openChromium } from '../support/browsers/chromium.js';
import { DRIVES_CHROMIUM_ONLY, skipFor } from '../support/engines.js';

const PATIENCE = 30_000;
const ANSWERED = '.message-assistant[aria-busy="false"]';

// In the others, demo-in-short.test.js is all there is.
const skip = skipFor(DRIVES_CHROMIUM_ONLY);

/** A test that opens the page. */
const visit = (name, visiting) => test(name, { skip }, visiting);

describe('demo', { timeout: 180_000 }, () => {
  let demo;
  let browser;
  let page;

  before(async () => {
    demo = await startDemo({ port: 0 });
    if (skip) return;
    browser = await openChromium();
    page = browser.page;
    page.setDefaultTimeout(PATIENCE);
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
  });
  beforeEach(async () => {
    if (skip) return;
    await page.setViewportSize({ width: 1280, height: 800 });
    await browser.goto(demo.url);
    await page.waitForSelector('#suggestions button');
  });
  afterEach(() => {
    if (skip) return;
    // The browser itself writes a line about each request that the demo makes fail on purpose.
    const complaints = browser.messages.splice(0).filter((line) => !line.includes('Failed to load resource'));
    assert.deepEqual(complaints, [], 'nothing was logged as an error, nothing went uncaught');
  });

  async function send(prompt, scenario) {
    if (scenario) await page.selectOption('#scenario', scenario);
    await page.fill('#prompt', prompt);
    await page.press('#prompt', 'Enter');
  }

  const answer = () => page.locator('.message-assistant').last();
  const answerText = () => answer().locator('.prose').innerText();

  async function until(what, check) {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      const value = await check();
      if (value) return value;
      await page.waitForTimeout(50);
    }
    assert.fail(`${what}: not within ${PATIENCE / 1000} s`);
  }

  describe('server', () => {
    test('says that its port is taken', async () => {
      const port = Number(new URL(demo.url).port);
      await assert.rejects(startDemo({ port }), { code: 'EADDRINUSE' });
    });

    test('sends a policy that allows wasm, and no inline code', async () => {
      const policy = (await fetch(demo.url)).headers.get('Content-Security-Policy');
      assert.match(policy, /script-src 'self' 'wasm-unsafe-eval' 'sha256-[^']+';/);
      assert.doesNotMatch(policy, /'unsafe-(inline|eval)'/);
    });

    test('speaks OpenAI’s streaming format', async () => {
      const response = await fetch(`${demo.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { Authorization: 'Bearer sk-demo-test', 'Content-Type': 'application/json' },
        body: JSON.stringify({
          stream: true,
          stream_options: { include_usage: true },
          messages: [{ role: 'user', content: 'hello' }],
        }),
      });
      assert.equal(response.headers.get('Content-Type'), 'text/event-stream');
      const data = (await response.text())
        .trimEnd()
        .split('\n\n')
        .map((block) => block.replace(/^data: /, ''));
      assert.equal(data.pop(), '[DONE]');
      const chunks = data.map((text) => JSON.parse(text));
      assert.ok(chunks.every(({ object }) => object === 'chat.completion.chunk'));
      assert.deepEqual(chunks[0].choices[0].delta, { role: 'assistant', content: '' });
      assert.deepEqual(chunks.at(-1).choices, []);
      assert.equal(chunks.at(-1).usage.completion_tokens, chunks.length - 3);
      assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop');
    });

    test('says what is wrong with a request', async () => {
      const post = async (headers, body) => {
        const response = await fetch(`${demo.url}/v1/chat/completions`, { method: 'POST', headers, body });
        return [response.status, (await response.json()).error.message];
      };
      const key = { Authorization: 'Bearer sk-demo-test' };
      assert.match(String(await post({}, '{}')), /^401,You did not send an API key/);
      assert.match(String(await post({ Authorization: 'Bearer nonsense' }, '{}')), /^401,Incorrect API key/);
      assert.match(String(await post(key, '{')), /^400,The body is not JSON/);
      assert.match(String(await post(key, '{"messages":[]}')), /^400,“stream” must be true/);
      assert.match(String(await post(key, '{"stream":true,"messages":[]}')), /^400,“messages” must be/);
    });
  });

  describe('chat', () => {
    visit('posts JSON with a key, and shows the answer while it grows', async () => {
      await page.evaluate(() => {
        globalThis.lengths = [];
        new MutationObserver(() => {
          globalThis.lengths.push(document.querySelector('.prose')?.textContent.length ?? 0);
        }).observe(document.getElementById('messages'), { childList: true, subtree: true, characterData: true });
      });
      const asked = page.waitForRequest('**/v1/chat/completions');
      await send('Are you a real language model?');
      const request = await asked;
      assert.equal(request.method(), 'POST');
      assert.equal(request.headers().authorization, 'Bearer sk-demo-2026');
      assert.equal(request.postDataJSON().messages[0].content, 'Are you a real language model?');

      await page.waitForSelector(ANSWERED);
      const steps = new Set(await page.evaluate(() => globalThis.lengths)).size;
      assert.ok(steps > 20, `the answer grew in ${steps} steps`);
      assert.match(await answerText(), /not a language model/);
      assert.equal(await answer().locator('.prose strong').first().innerText(), "I'm not a language model.");
      assert.match(await answer().locator('.note').innerText(), /^\d+ tokens in/);
      await page.locator('.connection[data-source=chat] .state', { hasText: 'CLOSED' }).waitFor();
    });

    visit('renders Markdown that means harm harmlessly', async () => {
      const html = await page.evaluate(async () => {
        const { markdownInto } = await import('/js/markdown.js');
        const root = document.createElement('div');
        const { write, end } = markdownInto(root);
        write(
          '[a](javascript:alert) [b](https://example.org/) ![c](https://example.org/pixel.png) <img src=x onerror=alert(1)>',
        );
        end();
        return root.innerHTML;
      });
      assert.doesNotMatch(html, /href="javascript|<img/);
      assert.match(
        html,
        /<a>a<\/a> <a rel="noopener noreferrer" target="_blank" href="https:\/\/example.org\/">b<\/a>/,
      );
    });

    visit('stops, and the server notices', async () => {
      await send('How do Server-Sent Events work?');
      await until('some text', async () => (await answerText()).length > 40);
      await page.click('#send');
      await page.waitForSelector(ANSWERED);
      const text = await answerText();
      assert.match(await answer().locator('.note').innerText(), /^Stopped/);
      await page.locator('.connection-remark', { hasText: 'saw the abort' }).waitFor();
      assert.equal(await answerText(), text, 'nothing comes after the stop');
    });

    visit('Enter sends, Shift+Enter breaks the line', async () => {
      await page.focus('#prompt');
      await page.keyboard.type('Hello');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('there');
      assert.equal(await page.inputValue('#prompt'), 'Hello\nthere');
      await page.keyboard.press('Enter');
      assert.equal(await page.inputValue('#prompt'), '');
      assert.equal(await page.locator('.bubble').innerText(), 'Hello\nthere');
      await page.keyboard.press('Escape');
      await page.waitForSelector(ANSWERED);
    });

    const failures = [
      ['401', 'The API key was not accepted', /revoked/, { 'error.code': 'status', 'error.status': '401' }],
      ['429', 'Too many requests', /20 requests/, { 'error.status': '429', 'retry-after': '6' }],
      ['500', 'The server has a problem', /crashed/, { 'error.status': '500' }],
      ['html', 'That wasn’t a stream', /Hotel Wi-Fi/, { 'error.code': 'content-type', 'content-type': 'text/html' }],
      ['drop', 'The connection broke', /after \d+ tokens/, { 'error.code': 'network', 'error.attempt': '1' }],
      ['cut', 'The answer ended early', /after \d+ tokens, without the \[DONE\]/, { readyState: 'CLOSED, no error' }],
    ];
    for (const [scenario, title, words, facts] of failures) {
      visit(`shows what went wrong: ${scenario}`, async () => {
        let requests = 0;
        page.on('request', (request) => request.method() === 'POST' && requests++);
        await send('Are you a real language model?', scenario);
        const problem = page.locator('.problem');
        await problem.waitFor();
        assert.equal(await problem.locator('strong').innerText(), title);
        assert.match(await problem.locator('.problem-words').innerText(), words);
        await problem.locator('summary').click();
        const shown = await problem.locator('dl').evaluate((list) => {
          const names = [...list.querySelectorAll('dt')].map((name) => name.textContent);
          return Object.fromEntries(names.map((name, i) => [name, list.querySelectorAll('dd')[i].textContent]));
        });
        assert.deepEqual({ ...shown, ...facts }, shown);
        assert.equal(requests, 1, 'a POST is not repeated by itself');
        page.removeAllListeners('request');
      });
    }

    visit('waits as long as Retry-After says, then tries again', async () => {
      await send('Are you a real language model?', '429');
      const again = page.locator('.again');
      assert.match(await again.innerText(), /^Try again in [56] s$/);
      assert.ok(await again.isDisabled());
      await until('the wait is over', async () => (await again.innerText()) === 'Try again');
      await again.click();
      await page.waitForSelector('.prose strong');
      assert.equal(await page.locator('.message').count(), 2, 'the new answer takes the failed one’s place');
      await page.keyboard.press('Escape');
    });

    visit('refuses a wrong key, with the server’s own words', async () => {
      await page.fill('#api-key', 'sk-something-else');
      await send('Hello');
      await page.locator('.problem-said', { hasText: 'Incorrect API key: sk-s•••se' }).waitFor();
    });

    visit('says when the server falls silent, and lets one stop', async () => {
      await send('Are you a real language model?', 'stall');
      const silence = page.locator('.silence');
      await silence.waitFor();
      assert.match(await silence.innerText(), /^Nothing for \d s/);
      await silence.locator('button').click();
      await page.waitForSelector(ANSWERED);
      await page.locator('.connection-remark', { hasText: 'saw the abort' }).waitFor();
    });
  });

  describe('inspector', () => {
    const card = () => page.locator('.connection[data-source=ticker]');

    visit('the ticker is cut off, and takes up where it was: nothing lost, nothing twice', async () => {
      const requests = [];
      page.on('request', (request) => request.url().includes('/ticker') && requests.push(request));
      await page.locator('.field select').first().selectOption('50');
      await page.click('#ticker-toggle');
      await card()
        .locator('.connection-wait', { hasText: /Asks again in \d\.\d s, from \w+:250/ })
        .waitFor();
      await card()
        .locator('.connection-numbers', { hasText: /resumed from \w+:250/ })
        .waitFor();
      await until(
        'more events',
        async () => Number((await card().locator('.verdict').innerText()).match(/^\d+/)) > 400,
      );
      assert.match(await card().locator('.verdict').innerText(), /^\d+ checked: none lost, none twice$/);
      await page.click('#ticker-toggle');

      // The log is drawn a frame later than the events come.
      await card().locator('.state', { hasText: 'CLOSED' }).waitFor();
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));

      const resumedWith = (await requests[1].allHeaders())['last-event-id'];
      assert.match(resumedWith, /^\w+:250$/);
      // And without trusting the page's own arithmetic: the ids in the log, over the break, count up by one.
      const ids = await page
        .locator('#rows li[data-kind=event]')
        .evaluateAll((rows) =>
          rows
            .filter((row) => !['hello', 'gap'].includes(row.querySelector('.row-type').textContent))
            .map((row) => Number(row.querySelector('.row-id').textContent.split(':')[1])),
        );
      assert.ok(ids.includes(250) && ids.includes(251), 'the log spans the break');
      assert.deepEqual(
        ids,
        ids.map((_, index) => ids[0] + index),
      );
      page.removeAllListeners('request');
    });

    visit('disconnects, and connects again from where it was', async () => {
      const checked = async () => Number((await card().locator('.verdict').innerText()).match(/^\d*/));
      await page.click('#ticker-toggle');
      await until('a few events', async () => (await checked()) >= 3);
      await page.click('#ticker-toggle');
      await card().locator('.state', { hasText: 'CLOSED' }).waitFor();
      const before = await checked();
      await page.waitForTimeout(1000); // the server goes on without us
      await page.click('#ticker-toggle');
      await until('those and more', async () => (await checked()) > before + 6);
      assert.match(await card().locator('.verdict').innerText(), /none lost, none twice$/);
    });

    visit('filters, opens, pauses and clears', async () => {
      await page.click('#ticker-toggle');
      await send('Are you a real language model?');
      await page.waitForSelector(ANSWERED);
      await page.click('.segments label:has([value=chat])');
      await until(
        'only chat',
        async () =>
          (await page.locator('#rows li').count()) === (await page.locator('#rows li[data-source=chat]').count()),
      );

      await page.locator('#rows li[data-kind=event] .row').first().click();
      assert.match(await page.locator('.detail pre').innerText(), /"object": "chat\.completion\.chunk",\n/);

      await page.click('.segments label:has([value=all])');
      await page.click('#pause');
      const rows = await page.locator('#rows li').count();
      await page.locator('#log-foot', { hasText: /^Paused: [1-9]/ }).waitFor();
      assert.equal(await page.locator('#rows li').count(), rows);
      await page.click('#pause');
      await until('more rows', async () => (await page.locator('#rows li').count()) > rows);

      await page.click('#ticker-toggle');
      await page.click('#clear');
      await page.locator('#log-empty').waitFor();
    });

    visit('keeps a bounded number of rows, however many events come', async () => {
      await page.locator('.field select').first().selectOption('1000');
      await page.locator('.field select').last().selectOption('0');
      await page.click('#ticker-toggle');
      await until(
        'many events',
        async () => Number((await card().locator('.verdict').innerText()).replace(',', '').match(/^\d*/)) > 3000,
      );
      assert.match(await card().locator('.verdict').innerText(), /none lost, none twice$/);
      assert.equal(await page.locator('#rows li').count(), 400);
    });

    visit('is one tab stop, and the arrow keys move in it', async () => {
      await send('Hello', '500');
      await page.locator('.connection-remark', { hasText: 'answered 500' }).waitFor();
      await page.focus('#rows');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('#rows li:nth-last-child(2) .row').getAttribute('aria-expanded'), 'true');
    });
  });

  describe('page', () => {
    for (const width of [390, 360]) {
      visit(`fits a screen ${width} px wide`, async () => {
        await page.setViewportSize({ width, height: 780 });
        const fits = async (what) => {
          const wide = await page.evaluate(() =>
            [...document.querySelectorAll('body, main, .pane, .column, .composer, .connection, .log')]
              .filter(
                (element) =>
                  element.scrollWidth > element.clientWidth || element.getBoundingClientRect().right > innerWidth,
              )
              .map((element) => element.className || element.tagName),
          );
          assert.deepEqual(wide, [], `${what}: nothing sticks out`);
        };
        await fits('empty');
        await send('Show me code that posts and streams');
        await page.waitForSelector('.code');
        await page.keyboard.press('Escape');
        await send('x'.repeat(300), '500');
        await page.locator('.problem summary').click();
        await fits('with an answer and a problem');
        await page.click('#tab-inspector');
        await page.click('#ticker-toggle');
        await card('ticker').locator('.verdict:not(:empty)').waitFor();
        await fits('inspector');
      });
    }

    const card = (name) => page.locator(`.connection[data-source=${name}]`);

    visit('follows the system’s theme until told otherwise', async () => {
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await page.emulateMedia({ colorScheme: 'light' });
      const light = await background();
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await background();
      assert.notEqual(dark, light);
      await page.click('#theme');
      assert.equal(await background(), light);
      await page.reload();
      assert.equal(await background(), light, 'and remembers');
      await page.click('#theme');
      assert.equal(await background(), dark);
      await page.emulateMedia({ colorScheme: null });
    });
  });
});
