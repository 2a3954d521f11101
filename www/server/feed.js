// The ticker's events: produced at a steady rate while somebody listens, and kept for a while for those who come back.

import { EventEmitter } from 'node:events';
import { createMarket } from './market.js';
import { frame } from './sse.js';

const BACKLOG = 4096; // events
const BEAT = 20; // ms between two looks at the clock; at high rates, each brings several events

export class Feed {
  /** Part of each event's id, so that an id of another feed, or of an earlier run of the server, is not taken for ours. */
  name = Math.random().toString(36).slice(2, 6).padEnd(4, '0');
  /** The number of the newest event. They count from 1. */
  head = 0;

  #frames = []; // the event number n is at n % BACKLOG
  #news = new EventEmitter().setMaxListeners(0);
  #market = createMarket();
  #timer;

  constructor(rate) {
    const started = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - started) * rate) / 1000);
      if (this.head >= due) return;
      while (this.head < due) this.#produce();
      this.#news.emit('news');
    }, BEAT);
  }

  #produce() {
    const number = ++this.head;
    const { event, data } = this.#market(number);
    this.#frames[number % BACKLOG] = frame({ event, id: `${this.name}:${number}`, data });
  }

  /** The oldest event that is still here. */
  get tail() {
    return Math.max(1, this.head - BACKLOG + 1);
  }

  at(number) {
    return this.#frames[number % BACKLOG];
  }

  /** Resolves when there is something new, or when the signal fires. */
  news(signal) {
    return new Promise((resolve) => {
      const done = () => {
        this.#news.off('news', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#news.on('news', done);
      signal.addEventListener('abort', done);
    });
  }

  /** The event number that a Last-Event-ID stands for; undefined if it isn't one of this feed's. */
  numberOf(lastEventId) {
    const [, name, digits] = /^([a-z0-9]+):(\d+)$/.exec(lastEventId) ?? [];
    const number = Number(digits);
    return name === this.name && number <= this.head ? number : undefined;
  }

  close() {
    clearInterval(this.#timer);
  }
}
