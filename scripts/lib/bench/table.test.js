import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, short, times } from './figures.js';
import { forMarkdown, forTerminal } from './table.js';

const table = {
  title: 'Speed',
  note: 'MB/s',
  head: ['', 'ours', 'theirs'],
  rows: [
    ['CJK and μs', '12', '3 (4×)'],
    ['a|b', '1,000', '–'],
  ],
};

test('in the terminal, text is at the left and figures are at the right', () => {
  assert.deepEqual(forTerminal(table).split('\n'), [
    'Speed',
    'MB/s',
    '',
    '                ours   theirs',
    '  ───────────────────────────',
    '  CJK and μs      12   3 (4×)',
    '  a|b          1,000        –',
  ]);
});

test('in Markdown, a bar in a cell is escaped', () => {
  assert.deepEqual(forMarkdown(table).split('\n'), [
    '### Speed',
    '',
    'MB/s',
    '',
    '|  | ours | theirs |',
    '|---|---:|---:|',
    '| CJK and μs | 12 | 3 (4×) |',
    '| a\\|b | 1,000 | – |',
  ]);
});

test('figures have three digits, ratios two', () => {
  assert.deepEqual([1234.5, 123.45, 12.345, 1.2345, 0.12345, 0].map(short), [
    '1,230',
    '123',
    '12.3',
    '1.23',
    '0.123',
    '0',
  ]);
  assert.deepEqual([12.34, 1.234, 0.4567].map(times), ['12×', '1.2×', '0.46×']);
  assert.deepEqual([1500, 12_345_678].map(bytes), ['1.5 kB', '12.3 MB']);
});
