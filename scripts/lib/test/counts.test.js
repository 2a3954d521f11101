import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cargoCounts, inWords, nodeCounts, skipsInWords, total } from './counts.js';

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
  assert.deepEqual(nodeCounts(output), { passed: 3, failed: 2, skipped: 2, reasons: [] });
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

test('a runner that said nothing counts as nothing', () => {
  assert.deepEqual(cargoCounts('error: could not compile'), { passed: 0, failed: 0, skipped: 0 });
  assert.deepEqual(nodeCounts(''), { passed: 0, failed: 0, skipped: 0, reasons: [] });
});

test('the sum in words', () => {
  const sum = total([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 2, failed: 3, skipped: 4 },
  ]);
  assert.equal(inWords(sum), '3 passed, 3 failed, 4 skipped');
  assert.equal(inWords({ ...sum, skipped: 0 }), '3 passed, 3 failed');
});
