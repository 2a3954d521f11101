// The table of tests/support/cases.js over HTTP, in chunks; the browser's own EventSource proves the table.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { CASES, deliveries } from '../support/cases.js';
import { HEADERS_ENCODED_TWICE, skipFor } from '../support/engines.js';
import { TIMEOUT, useBrowser } from '../support/harness.js';

const ALL = Object.values(CASES).flat();

const world = useBrowser({ freshPages: false });

const NUL_REMOVED = { firefox: 'Firefox’s own EventSource removes NUL from values' };
const NUL_IN_ID = { firefox: 'Firefox’s own EventSource drops the event of a block whose id has NUL' };
const ID_ALONE = { firefox: 'Firefox’s own EventSource ignores the id of a block without data' };
const ID_ALONE_AT_END = { ...ID_ALONE, webkit: 'WebKit’s own EventSource sends no id whose block had no data' };
const BOM = { webkit: 'WebKit’s own EventSource looks for the byte order mark in each chunk by itself' };

/** Cases that browsers get wrong. */
const NATIVE = {
  'NUL in data stays': NUL_REMOVED,
  'an id with NUL is ignored': NUL_IN_ID,
  'the first id has NUL': NUL_IN_ID,
  'a block of an id alone sets it': ID_ALONE,
  'a block of an id alone, at the end': ID_ALONE_AT_END,
  'one BOM is skipped': BOM,
  'a BOM after a comment is part of the line': BOM,
};
/** Cases that the package can't get right. */
const OURS = {
  'an id beyond ASCII is sent as UTF-8': HEADERS_ENCODED_TWICE,
  'an id whose bytes are no UTF-8': HEADERS_ENCODED_TWICE,
};

for (const [who, runner, departures] of [
  ['the browser’s own EventSource agrees with the table', 'runNative', NATIVE],
  ['eventsource-wasm', 'run', OURS],
]) {
  describe(who, () => {
    let outcomes;
    before(async () => {
      // What goes wrong here is told by the tests, which node would only call cancelled.
      outcomes = await streamAll(runner).catch((error) => error);
    });
    for (const [group, cases] of Object.entries(CASES)) {
      describe(group, () => {
        for (const one of cases) {
          test(one.name, { skip: skipFor(departures[one.name] ?? {}) }, () => check(one, outcomes));
        }
      });
    }
  });
}

test('eventsource-wasm: every case at every two-way split, and byte by byte', TIMEOUT, async () => {
  const cases = ALL.filter(({ bytes }) => bytes.length < 2000).map(({ name, bytes, events }) => {
    return { name, events, stream: bytes.toString('base64'), types: typesOf(events) };
  });
  assert.deepEqual(await world.run('window', splitEverywhere, cases), []);
});

/** Every delivery of every case, five streams at a time: a browser opens six connections to one host. */
async function streamAll(runner) {
  const jobs = [];
  for (const [index, one] of ALL.entries()) {
    for (const [how, chunks] of Object.entries(deliveries(one.bytes))) {
      const route = world.server.route(`/${runner}/${index}/${how.replaceAll(' ', '-')}`, [
        (_, connection) => stream(connection, chunks),
      ]);
      const resumes = one.resumesWith !== undefined;
      jobs.push({ one, how, route, task: { url: route.url, types: typesOf(one.events), resumes } });
    }
  }
  const tasks = jobs.map(({ task }) => task);
  const results = await world.browser[runner]('window', collectAll, tasks);

  const outcomes = new Map(ALL.map((one) => [one, []]));
  for (const [index, { one, how, route }] of jobs.entries()) outcomes.get(one).push({ how, route, ...results[index] });
  return outcomes;
}

async function stream(connection, chunks) {
  await connection.stream();
  for (const chunk of chunks) {
    await connection.write(chunk);
    // Enough for most chunks to reach the reader one by one; that each does is what the last test is for.
    if (chunks.length > 1 && chunk.length < 900) await connection.pause(1);
  }
  await connection.end();
}

function check(one, outcomes) {
  if (outcomes instanceof Error) throw outcomes;
  for (const { how, route, events, trouble } of outcomes.get(one)) {
    assert.equal(trouble, undefined, `${how}: ${trouble}`);
    assert.deepEqual(events, one.events, how);
    if (one.resumesWith === undefined) continue;
    assert.equal(route.requests.length, 2, `${how}: asked twice`);
    const sent = route.requests[1].headerBytes('Last-Event-ID');
    assert.deepEqual(sent?.toString('hex'), hex(one.resumesWith), `${how}: Last-Event-ID`);
  }
}

const hex = (text) => (text === null ? undefined : Buffer.from(text).toString('hex'));

function typesOf(events) {
  return [...new Set(['message', ...events.map(({ type }) => type)])];
}

/** Runs in the browser: opens the sources and writes down their events, up to the first error; or up to closing. */
async function collectAll({ EventSource }, tasks) {
  const results = [];
  let next = 0;
  let stuck = 0;

  const collect = ({ url, types, resumes }) =>
    new Promise((resolve) => {
      const events = [];
      const source = new EventSource(url);
      const finish = (trouble) => {
        clearTimeout(timer);
        source.close();
        resolve({ events, trouble });
      };
      const timer = setTimeout(() => {
        stuck += 1;
        finish(`nothing ended the source in 10 s; events so far: ${JSON.stringify(events).slice(0, 500)}`);
      }, 10_000);
      for (const type of new Set([...types, 'error'])) {
        source.addEventListener(type, (event) => {
          if (event instanceof MessageEvent) {
            events.push({ type: event.type, data: event.data, lastEventId: event.lastEventId });
          } else if (type === 'error' && (!resumes || source.readyState === EventSource.CLOSED)) finish();
        });
      }
    });

  const takeTasks = async () => {
    while (next < tasks.length) {
      const index = next++;
      results[index] = stuck < 5 ? await collect(tasks[index]) : { trouble: 'left out: too many others got stuck' };
    }
  };
  await Promise.all(Array.from({ length: 5 }, takeTasks));
  return results;
}

/** Runs in the browser: the `fetch` option hands over bodies whose chunks nobody can merge on the way. */
async function splitEverywhere({ EventSource }, cases) {
  const failures = [];
  for (const { name, stream, types, events: expected } of cases) {
    const bytes = Uint8Array.from(atob(stream), (character) => character.charCodeAt(0));
    const ways = [...bytes.keys()].map((at) => ({
      how: `split at ${at}`,
      chunks: [bytes.slice(0, at), bytes.slice(at)],
    }));
    ways.push({ how: 'byte by byte', chunks: [...bytes].map((byte) => Uint8Array.of(byte)) });
    const outcomes = await Promise.all(
      ways.map(async ({ how, chunks }) => ({ how, events: await collect(chunks, types) })),
    );
    for (const { how, events } of outcomes) {
      if (JSON.stringify(events) !== JSON.stringify(expected)) failures.push({ name, how, events, expected });
    }
    if (failures.length > 10) break;
  }
  return failures.slice(0, 10);

  function collect(chunks, types) {
    return new Promise((resolve) => {
      const events = [];
      const source = new EventSource('/never-asked', { fetch: () => Promise.resolve(respond(chunks)) });
      const timer = setTimeout(() => resolve('nothing ended the source in 10 s'), 10_000);
      for (const type of new Set([...types, 'error'])) {
        source.addEventListener(type, (event) => {
          const { data, lastEventId } = event;
          if (event instanceof MessageEvent) return events.push({ type, data, lastEventId });
          if (type !== 'error') return;
          clearTimeout(timer);
          source.close();
          resolve(events);
        });
      }
    });
  }

  function respond(chunks) {
    const left = chunks.filter((chunk) => chunk.length);
    const body = new ReadableStream({
      pull(controller) {
        if (left.length) controller.enqueue(left.shift());
        else controller.close();
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }
}
