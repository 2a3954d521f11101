// What happened on the wire: the last few hundred entries of each stream, and how each connection stands. A model
// without a view, so that it can take a thousand events a second, whatever the page is doing.

import { Elider } from './elide.js';

/** Of each source, so that a busy one doesn't push out what a quiet one had to say. */
export const KEPT = 400;

export class Journal extends EventTarget {
  /** How many entries there have ever been. Entries count from 1. */
  total = 0;
  events = 0;
  connections = new Map();
  #sources = new Map();

  connection(name, facts) {
    const connection = { name, ...facts };
    this.connections.set(name, connection);
    this.changed();
    return connection;
  }

  /** `kind` is 'event' or 'note'. A note is what isn't an event: opened, broken, closed, what the server saw. */
  add({ source, kind, type, id = '', data = '', bytes, tone }) {
    const { entries, elider } = this.#source(source);
    const elided = kind === 'event' ? elider.take(data) : 0;
    if (kind === 'event') this.events++;
    entries.push({ number: ++this.total, time: Date.now(), source, kind, type, id, data, elided, bytes, tone });
    // Dropping the oldest one by one would move the whole array each time.
    if (entries.length >= KEPT * 2) entries.splice(0, entries.length - KEPT);
    this.changed();
  }

  /** The entries after a number that are still kept, oldest first, at most as many as are shown. */
  since(number, source) {
    const sources = source === 'all' ? [...this.#sources.values()] : [this.#source(source)];
    return sources
      .flatMap(({ entries }) => after(entries, number))
      .sort((a, b) => a.number - b.number)
      .slice(-KEPT);
  }

  clear() {
    this.#sources.clear();
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }

  #source(name) {
    if (!this.#sources.has(name)) this.#sources.set(name, { entries: [], elider: new Elider() });
    return this.#sources.get(name);
  }
}

/** From the end, where the new ones are. */
function after(entries, number) {
  let first = entries.length;
  while (first > 0 && entries[first - 1].number > number) first--;
  return entries.slice(first);
}
