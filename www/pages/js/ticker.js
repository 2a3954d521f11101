// The ticker: a stream that is cut now and then, on purpose, and takes up again where it was.

import { EventSource } from 'eventsource-wasm';
import { Integrity } from './integrity.js';
import { observe } from './observe.js';

const NUMBERED = ['message', 'trade', 'news'];
const POINTS = 80;

export function createTicker(journal) {
  let source;
  let connection;
  let integrity = new Integrity();
  let lastEventId = '';
  let prices = [];

  function connect({ rate, drop }) {
    disconnect();
    source = new EventSource(`/ticker?rate=${rate}&drop=${drop}`, { lastEventId });
    connection = observe(journal, source, { name: 'ticker', method: 'GET', types: ['hello', 'trade', 'news', 'gap'] });
    connection.lastEventId = lastEventId;
    for (const type of NUMBERED) source.addEventListener(type, received);
  }

  function received({ type, data, lastEventId: id }) {
    lastEventId = id;
    integrity.take(id);
    if (type !== 'message') return;
    prices.push(JSON.parse(data).price);
    if (prices.length > POINTS) prices.shift();
  }

  function disconnect() {
    if (!source) return;
    source.close();
    source = undefined;
    connection.closed('by this page');
  }

  return {
    connect,
    disconnect,
    /** Forgets where it was, and starts counting anew. */
    forget() {
      lastEventId = '';
      integrity = new Integrity();
      prices = [];
    },
    get connected() {
      return source !== undefined;
    },
    get integrity() {
      return integrity;
    },
    get prices() {
      return prices;
    },
  };
}
