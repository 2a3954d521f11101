// GET /ticker: an endless stream that can be resumed.
//
//   rate=N   events a second (5)
//   drop=N   breaks the connection after every N events (0: never)
//
// After a reconnection, Last-Event-ID says where the client was; it gets all that came since, once. If that is more than
// the backlog holds, or the id is not known, an event named `gap` says so.

import { Feed } from './feed.js';
import { breakConnection, eventStream, frame } from './sse.js';

const RETRY = 2000; // ms; what the client is asked to wait before it reconnects
const KEEP_ALIVE = 5000;
const FORGET_AFTER = 60_000; // a feed that nobody listens to
const CHUNK = 256; // events written at once at most

export function createTicker() {
  const feeds = new Map(); // by rate
  const listeners = new Map(); // how many, by feed
  const farewells = new Map(); // timers, by feed

  function enter(rate) {
    if (!feeds.has(rate)) feeds.set(rate, new Feed(rate));
    const feed = feeds.get(rate);
    clearTimeout(farewells.get(feed));
    listeners.set(feed, (listeners.get(feed) ?? 0) + 1);
    return feed;
  }

  function leave(rate, feed) {
    const left = listeners.get(feed) - 1;
    listeners.set(feed, left);
    if (left > 0) return;
    const forget = () => {
      feed.close();
      feeds.delete(rate);
      listeners.delete(feed);
      farewells.delete(feed);
    };
    farewells.set(feed, setTimeout(forget, FORGET_AFTER).unref());
  }

  return {
    handler(c) {
      const rate = wholeNumber(c.req.query('rate'), 5, 1, 1000);
      const drop = wholeNumber(c.req.query('drop'), 0, 0, 100_000);
      if (rate === undefined || drop === undefined) {
        return c.text('rate must be a whole number from 1 to 1000, drop one from 0 to 100000.\n', 400);
      }
      const lastEventId = decodeHeader(c.req.header('Last-Event-ID'));
      return eventStream(c, async (out, gone) => {
        const feed = enter(rate);
        try {
          await serve({ c, out, gone, feed, drop, lastEventId });
        } finally {
          leave(rate, feed);
        }
      });
    },
    close() {
      for (const timer of farewells.values()) clearTimeout(timer);
      for (const feed of feeds.values()) feed.close();
    },
  };
}

async function serve({ c, out, gone, feed, drop, lastEventId }) {
  const resumed = feed.numberOf(lastEventId);
  let next = (resumed ?? feed.head) + 1;
  let sent = 0;

  await out.write(frame({ comment: 'this connection is kept alive with comments like this one', retry: RETRY }));
  await out.write(frame({ event: 'hello', data: JSON.stringify({ resumedFrom: lastEventId || null, next, drop }) }));
  if (lastEventId && resumed === undefined) {
    await out.write(frame({ event: 'gap', data: JSON.stringify({ reason: 'unknown id', lastEventId }) }));
  }
  const keepAlive = setInterval(() => out.write(frame({ comment: 'keep-alive' })), KEEP_ALIVE);
  try {
    while (!gone.aborted) {
      if (next < feed.tail) {
        await out.write(frame({ event: 'gap', data: JSON.stringify({ missed: feed.tail - next }) }));
        next = feed.tail;
      }
      let chunk = '';
      for (let room = CHUNK; room > 0 && next <= feed.head; room--) {
        if (drop > 0 && sent === drop) {
          clearInterval(keepAlive); // a comment behind the half event would complete it
          return await cutOff(c, out, chunk + half(feed.at(next)));
        }
        chunk += feed.at(next++);
        sent++;
      }
      if (chunk) await out.write(chunk);
      else await feed.news(gone);
    }
  } finally {
    clearInterval(keepAlive);
  }
}

/** Breaks off in the middle of an event: the hard case, because the half must count for nothing, and its id neither. */
async function cutOff(c, out, lastWords) {
  await out.write(lastWords);
  await new Promise((resolve) => setTimeout(resolve, 20)); // let them leave the machine
  breakConnection(c);
}

function half(text) {
  return text.slice(0, Math.ceil(text.length / 2));
}

function wholeNumber(text, preset, least, most) {
  if (text === undefined) return preset;
  const number = Number(text);
  return /^\d+$/.test(text) && number >= least && number <= most ? number : undefined;
}

/** Last-Event-ID is UTF-8, and Node reads headers as Latin-1. */
function decodeHeader(value = '') {
  return Buffer.from(value, 'latin1').toString('utf8');
}
