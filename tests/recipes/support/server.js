import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { startFixtureServer } from '../../support/fixture-server.js';

/** The limit for one test. */
export const TIMEOUT = { timeout: 60_000 };

/**
 * A fixture server for the tests of one file, which run in Node: their recipes have nothing of a browser's.
 * @returns {{ route: Awaited<ReturnType<typeof startFixtureServer>>['route'] }}
 */
export function useServer() {
  let server;
  before(async () => {
    server = await startFixtureServer();
  });
  afterEach(() => assert.deepEqual(server.errors.splice(0), [], 'the fixture had nothing to complain about'));
  after(() => server?.close());
  return { route: (...args) => server.route(...args) };
}

/** What an async generator yields, and what it returns. */
export async function drain(generator) {
  const values = [];
  while (true) {
    const { done, value } = await generator.next();
    if (done) return { values, returned: value };
    values.push(value);
  }
}

/** `event: …`, `data: …` with JSON. */
export const named = (type, data) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
