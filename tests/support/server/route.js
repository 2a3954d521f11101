import { within } from '../page/wait.js';

/** A path that a test has scripted, and what was asked of it. */
export class Route {
  #handlers;
  #cycles;
  #waiting = new Set();

  constructor(url, otherUrl, handlers, cors) {
    /** The same path on the page's origin, and on the other one. */
    this.url = url;
    this.otherUrl = otherUrl;
    this.cors = cors;
    this.#handlers = [handlers].flat();
    this.#cycles = !Array.isArray(handlers);
    /** @type {import('./request.js').FixtureRequest[]} in order of arrival, without HEADs and preflights */
    this.requests = [];
    /** @type {import('./request.js').FixtureRequest[]} by which a client finds out why a request has failed */
    this.heads = [];
    /** @type {import('./request.js').FixtureRequest[]} */
    this.preflights = [];
  }

  /** The `number`th request, counted from 1, as soon as it has arrived. */
  request(number = 1) {
    return this.#nth(this.requests, number, 'request');
  }

  /** The `number`th HEAD likewise. */
  head(number = 1) {
    return this.#nth(this.heads, number, 'HEAD');
  }

  /**
   * Records the request and picks who answers it: the handler of its turn, and after the last one of a list a 204. A
   * HEAD takes no turn; it is answered by whoever answered last.
   */
  take(request) {
    const isHead = request.method === 'HEAD';
    (isHead ? this.heads : this.requests).push(request);
    for (const look of this.#waiting) look();
    const turn = this.#cycles ? 0 : Math.max(0, this.requests.length - 1);
    return this.#handlers[turn] ?? ((_, connection) => connection.respond(204));
  }

  #nth(list, number, what) {
    const arrived = new Promise((resolve) => {
      const look = () => list.length >= number && resolve(list[number - 1]);
      this.#waiting.add(look);
      look();
    });
    return within(arrived, `${what} ${number} for ${new URL(this.url).pathname}`);
  }
}
