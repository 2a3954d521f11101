import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capture, together } from './processes.js';

const node = (code) => [process.execPath, ['-e', code]];

test('what a command printed, and how it ended', async () => {
  const outcome = await capture(...node('console.log("a"); console.error("b"); process.exitCode = 3'));
  assert.equal(outcome.code, 3);
  assert.equal(outcome.stdout, 'a\n');
  assert.match(outcome.output, /b/);
});

test('a command that does not exist', async () => {
  const outcome = await capture('no-such-command', []);
  assert.equal(outcome.code, null);
  assert.match(outcome.reason, /could not be started/);
});

test('a command that hangs is ended, with what it has started', async () => {
  const began = performance.now();
  // As long as the grandchild lives, it holds the output open.
  const hanging = "require('child_process').spawn('sleep', ['1000'], { stdio: 'inherit' })";
  const outcome = await capture(...node(hanging), { timeout: 1 });
  assert.equal(outcome.code, null);
  assert.match(outcome.reason, /within 1 s/);
  assert.ok(performance.now() - began < 10_000);
});

test('what a command leaves behind does not hold anybody up', async () => {
  const began = performance.now();
  const leaving = "require('child_process').spawn('sleep', ['1000'], { stdio: 'inherit' }).unref()";
  assert.equal((await capture(...node(leaving))).code, 0);
  assert.ok(performance.now() - began < 10_000);
});

test('one failure ends the others', async () => {
  const began = performance.now();
  const failing = Promise.reject(new Error('so it goes'));
  await assert.rejects(together(failing, capture('sleep', ['1000'])), /so it goes/);
  assert.ok(performance.now() - began < 10_000);
});
