// What the server saw of each chat request. The page asks for it when a stream is over, to show both ends of the wire:
// "Stop" in the browser, and the moment the server noticed.

import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';

const KEPT = 100;
const PATIENCE = 2000; // ms that a question waits for a request to end

export function createRequestLog() {
  const entries = new Map(); // oldest first

  return {
    open({ id = crypto.randomUUID(), scenario }) {
      const { promise: over, resolve } = withResolvers();
      const started = performance.now();
      const entry = { id, scenario, outcome: 'open', status: 200, tokens: 0, ms: 0, over };
      entry.end = (outcome, status = 200) => {
        if (entry.outcome !== 'open') return;
        Object.assign(entry, { outcome, status, ms: Math.round(performance.now() - started) });
        resolve();
      };
      entries.delete(id);
      entries.set(id, entry);
      if (entries.size > KEPT) entries.delete(entries.keys().next().value);
      return entry;
    },
    get: (id) => entries.get(id),
    all: () => [...entries.values()],
  };
}

/** `GET /demo/requests` lists them, newest last; `GET /demo/requests/:id` waits a little for that one to end. */
export function requestLogRoutes(log) {
  const routes = new Hono();
  routes.get('/', (c) => c.json(log.all().map(toJSON)));
  routes.get('/:id', async (c) => {
    const entry = log.get(c.req.param('id'));
    if (!entry) return c.json({ error: { message: 'No such request, or it was long ago.' } }, 404);
    await Promise.race([entry.over, sleep(PATIENCE, undefined, { ref: false })]);
    return c.json(toJSON(entry));
  });
  return routes;
}

function toJSON({ id, scenario, outcome, status, tokens, ms }) {
  return { id, scenario, outcome, status, tokens, ms };
}

// Promise.withResolvers is younger than Node 20.
function withResolvers() {
  let resolve;
  const promise = new Promise((r) => {
    resolve = r;
  });
  return { promise, resolve };
}
