// Parcel does not look at `exports` unless it is told to. It does at `alias`, which no other tool knows.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

test('alias leads where exports does', async () => {
  const { exports, alias } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const { '.': _, './package.json': __, ...subpaths } = exports;
  const targets = Object.entries(subpaths).map(([name, entry]) => [name, entry.default ?? entry]);
  assert.deepEqual(alias, Object.fromEntries(targets));
});
