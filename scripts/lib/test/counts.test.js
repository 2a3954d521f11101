import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cargoCounts, inWords, nodeCounts, skipsInWords, total, unsteadyInWords } from './counts.js';
import { repeatable, steadied } from './node.js';

test("cargo's counts are those of all its binaries", () => {
  const output = [
    'running 3 tests',
    'test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s',
    '   Doc-tests eventsource_wasm',
    'test result: \x1b[31mFAILED\x1b[0m. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out',
  ].join('\n');
  assert.deepEqual(cargoCounts(output), { passed: 6, failed: 1, skipped: 1 });
});

test("node's counts are those of its last summary, and what was cancelled has failed", () => {
  const output = [
    'ℹ pass 99',
    'ℹ tests 7',
    'ℹ pass 3',
    'ℹ fail 1',
    '\x1b[34mℹ cancelled 1\x1b[39m',
    'ℹ skipped 1',
    'ℹ todo 1',
    'ℹ duration_ms 150.4',
  ].join('\n');
  assert.deepEqual(nodeCounts(output), { passed: 3, failed: 2, skipped: 2, reasons: [], failures: [] });
});

test('a skipped test is listed with its reason', () => {
  const output = [
    '  \x1b[90m﹣ one (0.2ms) # WebKit can’t\x1b[39m',
    '    ﹣ two (0.2ms) # WebKit can’t',
    '﹣ # three (1ms) # Firefox: #4',
    '✔ four (0.2ms) # five',
    'ℹ pass 1',
    'ℹ skipped 3',
  ].join('\n');
  assert.deepEqual(skipsInWords(nodeCounts(output)), ['2 × WebKit can’t', '1 × Firefox: #4']);
  assert.deepEqual(skipsInWords(cargoCounts('')), []);
});

const failing = [
  '✖ one (0.2ms)',
  'ℹ pass 5',
  'ℹ fail 2',
  '',
  '✖ failing tests:',
  '',
  'test at tests/e2e/a.test.js:664:3',
  '\x1b[31m✖ one (15744.9ms)\x1b[39m',
  '  Error: waited',
  '      at b.test.js:1:1',
  '',
  'test at tests/e2e/c.test.js:1:1',
  '✖ two (a) thing (2ms)',
].join('\n');

test('a failed test is known by its file and its name', () => {
  assert.deepEqual(nodeCounts(failing).failures, [
    { file: 'tests/e2e/a.test.js', name: 'one' },
    { file: 'tests/e2e/c.test.js', name: 'two (a) thing' },
  ]);
});

test('the files of a few failed tests are run once more, each of them once', () => {
  const { failures } = nodeCounts(failing);
  assert.deepEqual(repeatable({ failed: 2, failures }), ['tests/e2e/a.test.js', 'tests/e2e/c.test.js']);
  assert.deepEqual(repeatable({ failed: 3, failures: [...failures, failures[0]] }), [
    'tests/e2e/a.test.js',
    'tests/e2e/c.test.js',
  ]);
});

test('nothing is run once more where nothing failed, or much, or what it was is not known', () => {
  const { failures } = nodeCounts(failing);
  const failure = failures[0];
  assert.equal(repeatable({ failed: 0, failures: [] }), undefined);
  assert.equal(repeatable({ failed: 4, failures: [failure, failure, failure, failure] }), undefined);
  assert.equal(repeatable({ failed: 1, failures: [] }), undefined);
});

test('what passed the second time has passed, and is named', () => {
  const counts = steadied(nodeCounts(failing));
  assert.equal(inWords(counts), '7 passed, 0 failed');
  assert.deepEqual(unsteadyInWords(counts), ['one (tests/e2e/a.test.js)', 'two (a) thing (tests/e2e/c.test.js)']);
});

test('a runner that said nothing counts as nothing', () => {
  assert.deepEqual(cargoCounts('error: could not compile'), { passed: 0, failed: 0, skipped: 0 });
  assert.deepEqual(nodeCounts(''), { passed: 0, failed: 0, skipped: 0, reasons: [], failures: [] });
});

test('the sum in words', () => {
  const sum = total([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 2, failed: 3, skipped: 4 },
  ]);
  assert.equal(inWords(sum), '3 passed, 3 failed, 4 skipped');
  assert.equal(inWords({ ...sum, skipped: 0 }), '3 passed, 3 failed');
});
