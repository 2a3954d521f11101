import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const REASONS = {
  200: 'OK',
  204: 'No Content',
  301: 'Moved Permanently',
  404: 'Not Found',
  500: 'Internal Server Error',
};

/**
 * The answering half of one request: every call is one write to the socket, with Nagle's algorithm off. A connection
 * carries one request only, so that no browser can take a reset for a stale keep-alive connection and ask again by
 * itself: each request that is recorded is one which the page has asked for.
 *
 * Writing to a client that has left is no error: the calls resolve to false.
 */
export class Connection {
  #socket;
  #extraHeaders;
  #chunked = true;
  #endedByUs = false;

  /** @param {Record<string, string>} extraHeaders go into every head: the CORS headers that the route asked for */
  constructor(socket, extraHeaders = {}) {
    this.#socket = socket;
    this.#extraHeaders = extraHeaders;
    socket.setNoDelay(true);
    /** Resolves, never rejects, when the connection is over. @type {Promise<{ by: 'client' | 'server', at: number }>} */
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve({ by: this.#endedByUs ? 'server' : 'client', at: performance.now() }));
    });
  }

  get isOpen() {
    return this.#socket.writable;
  }

  /**
   * The response's head. The body is sent in HTTP's chunked coding, unless the headers name a `Content-Length`.
   * @param {number} status
   * @param {Record<string, string | string[]>} headers an array is sent as several fields
   */
  head(status, headers = {}) {
    const all = { Connection: 'close', 'Cache-Control': 'no-store', ...this.#extraHeaders, ...headers };
    this.#chunked = !('Content-Length' in all) && ![204, 304].includes(status);
    if (this.#chunked) all['Transfer-Encoding'] = 'chunked';
    const fields = Object.entries(all).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`));
    return this.raw(
      Buffer.from(`HTTP/1.1 ${status} ${REASONS[status] ?? 'Whatever'}\r\n${fields.join('')}\r\n`, 'latin1'),
    );
  }

  /** The head of an event stream. */
  stream(headers = {}) {
    return this.head(200, { 'Content-Type': 'text/event-stream', ...headers });
  }

  /** A piece of the body, as one chunk of the chunked coding. Strings are sent as UTF-8. */
  write(data) {
    const bytes = Buffer.from(data);
    if (!this.#chunked) return this.raw(bytes);
    // An empty chunk would be the last one.
    if (bytes.length === 0) return Promise.resolve(this.isOpen);
    return this.raw(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]));
  }

  /** Bytes straight to the socket, around all of the framing. */
  raw(data) {
    if (!this.isOpen) return Promise.resolve(false);
    return new Promise((resolve) => this.#socket.write(data, (error) => resolve(!error)));
  }

  /** A whole response. */
  async respond(status, headers = {}, body = '') {
    await this.head(status, headers);
    await this.write(body);
    await this.end();
  }

  /** Ends the response as it should be ended. */
  async end() {
    if (this.#chunked) await this.raw('0\r\n\r\n');
    this.#endedByUs ||= this.isOpen;
    this.#socket.end();
  }

  /** Closes the connection without the chunk that ends the body: to the client, an incomplete response. */
  cut() {
    this.#endedByUs ||= this.isOpen;
    this.#socket.end();
  }

  /**
   * Sends an RST. What was written before gets a moment to reach the page, or the kernel and the browser would throw it
   * away: a moment in which the machine did not stall.
   */
  async reset() {
    if (this.#socket.bytesWritten > 0) {
      let began;
      do {
        began = performance.now();
        await sleep(250);
      } while (performance.now() - began > 300);
    }
    this.#endedByUs ||= this.isOpen;
    this.#socket.resetAndDestroy();
  }

  /** Leaves the stream open and silent, and returns when the client has closed it. */
  hang() {
    return this.closed;
  }

  pause(ms) {
    return sleep(ms);
  }
}
