// What is the same for all runtimes outside of browsers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OUTCOME, startApi } from './api.js';
import { prepareApp } from './app.js';

/**
 * Runs the application in each of the runtimes named.
 * @param {string} place
 * @param {Record<string, Runtime>} runtimes
 * @typedef {{ command: (app: Awaited<ReturnType<typeof prepareApp>>) => string[], files?: string[] }} Runtime what runs a
 *   file, whose name follows; and files of the application, each of which prints the outcome of a visit
 */
export function testRuntime(place, runtimes) {
  let app;
  let api;
  before(async () => {
    app = await prepareApp(place);
    api = await startApi();
  });
  after(() => api?.close());

  for (const [name, { command, files = ['run.js'] }] of Object.entries(runtimes)) {
    for (const file of files) {
      test(`${name}: ${file}`, { timeout: 300_000 }, async () => {
        // If something kept the process running, it would be ended in the end, which is a failure.
        const { code, reason, output, stdout } = await app.run(...command(app), file, api.origin);
        assert.equal(code, 0, `${reason}: ${output}`);
        assert.deepEqual(JSON.parse(stdout), OUTCOME);
        assert.equal(output, stdout, 'nothing to complain about');
        assert.deepEqual(api.errors, []);
      });
    }
  }
}
