// What the pages show is what the other tests here have run.
import assert from 'node:assert/strict';
import { access, readdir, readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { codeNames, pageNames, read, shown } from './support/pages.js';

const REPAIR = 'node tests/recipes/support/pages.js copies the files into the pages';
const pages = await pageNames();

describe('each block is the file that it names:', () => {
  for (const page of pages.filter((page) => page !== 'README.md')) {
    test(page, async () => {
      const blocks = await shown(page);
      assert.ok(blocks.length > 0, 'a page shows code');
      for (const { file, code } of blocks) assert.equal(code, await read(file), `${file}: ${REPAIR}`);
    });
  }
});

test('each file is shown once', async () => {
  const files = (await Promise.all(pages.map(shown))).flat().map(({ file }) => file);
  assert.deepEqual(files.sort(), await codeNames());
});

test('what is no file is code of a test', async () => {
  const names = (await readdir(new URL('./', import.meta.url))).filter((name) => name.endsWith('.test.js'));
  const tests = await Promise.all(names.map((name) => readFile(new URL(name, import.meta.url), 'utf8')));
  for (const page of pages) {
    for (const [, code] of (await read(page)).matchAll(/^```js\n([\s\S]*?)^```$/gm)) {
      assert.ok(
        tests.some((test) => test.includes(code.trim())),
        `${page}: no test has ${code}`,
      );
    }
  }
});

test('each page is in the table, and has a test of its name', async () => {
  const links = [...(await read('README.md')).matchAll(/\]\((\w[\w-]*\.md)\)/g)].map(([, name]) => name);
  assert.deepEqual([...links, 'README.md'].sort(), pages);
  for (const link of links) await access(new URL(link.replace('.md', '.test.js'), import.meta.url));
});

test('links between pages lead somewhere', async () => {
  for (const page of pages) {
    for (const [, target] of (await read(page)).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      await access(new URL(`../../docs/recipes/${target}`, import.meta.url));
    }
  }
});
