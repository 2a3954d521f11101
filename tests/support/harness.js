import assert from 'node:assert/strict';
import { after, afterEach, before, describe } from 'node:test';
import { launch } from './browser.js';
import { skipFor } from './engines.js';
import { startFixtureServer } from './fixture-server.js';
import { within } from './page/wait.js';

/** The limit for one test; what it waits for inside has shorter ones, with better messages. */
export const TIMEOUT = { timeout: 60_000 };

/**
 * A fixture server and a browser for the tests of one file, with a fresh page for each test unless `freshPages` is false.
 * @returns {{
 *   server: Awaited<ReturnType<typeof startFixtureServer>>,
 *   browser: Awaited<ReturnType<typeof launch>>,
 *   run: Awaited<ReturnType<typeof launch>>['run'],
 * }} filled in before the first test runs
 */
export function useBrowser({ freshPages = true } = {}) {
  const world = {};
  before(async () => {
    world.server = await startFixtureServer();
    world.browser = await launch(world.server);
    world.run = world.browser.run;
  });
  afterEach(async () => {
    if (freshPages) await world.browser.reset();
    assert.deepEqual(world.server.errors.splice(0), [], 'the fixture had nothing to complain about');
  });
  after(async () => {
    await world.browser?.close();
    await world.server?.close();
  });
  return world;
}

/**
 * Defines the same tests twice: for the package, and for the browser's own EventSource, which proves the tests.
 * @param {ReturnType<typeof useBrowser>} world
 * @param {(run: Awaited<ReturnType<typeof launch>>['run'], skipNative: typeof skipFor) => void} define
 *   `skipNative` gives the reason to skip a test where the browser's own is wrong
 */
export function forBoth(world, define) {
  describe('eventsource-wasm', () =>
    define(
      (...args) => world.browser.run(...args),
      () => false,
    ));
  describe('the browser’s own EventSource', () => define((...args) => world.browser.runNative(...args), skipFor));
}

/** Waits until a route's connection, counted from 1, is closed, and holds that it was the client who closed it. */
export async function closedByClient(route, number = 1) {
  const request = await route.request(number);
  const end = await within(request.closed, `the client to close connection ${number}`);
  assert.equal(end.by, 'client');
}

/** Route handlers that many tests need. */
export const answers = {
  /** A stream of these pieces, which then ends. */
  stream:
    (...pieces) =>
    async (_, connection) => {
      await connection.stream();
      for (const piece of pieces) await connection.write(piece);
      await connection.end();
    },
  /** A stream of these pieces, which then stays open. */
  open:
    (...pieces) =>
    async (_, connection) => {
      await connection.stream();
      for (const piece of pieces) await connection.write(piece);
      await connection.hang();
    },
  /** No answer at all: an RST in the answer's place. */
  reset: (_, connection) => connection.reset(),
  redirect: (location) => (_, connection) => connection.respond(302, { Location: location }),
};
