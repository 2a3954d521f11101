import { describe } from 'node:test';
import * as library from '../../dist/index.js';
import * as helpers from './page/helpers.js';

/**
 * Defines the same tests for a page, for a dedicated worker and for Node. What `run` is given must see nothing of the
 * test around it, as in the browser.
 * @param {ReturnType<typeof import('./harness.js').useBrowser>} world
 * @param {(run: (test: Function, ...args: unknown[]) => Promise<any>, where: { inBrowser: boolean }) => void} define
 */
export function forScopes(world, define) {
  describe('in a page', () => define((test, ...args) => world.run('window', test, ...args), { inBrowser: true }));
  describe('in a worker', () => define((test, ...args) => world.run('dedicated', test, ...args), { inBrowser: true }));
  describe('in Node', () => define(runInNode, { inBrowser: false }));
}

/** Runs in Node what otherwise runs in the browser. */
export async function runInNode(test, ...args) {
  return test({ ...helpers, ...library }, ...args);
}
