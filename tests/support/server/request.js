import { performance } from 'node:perf_hooks';

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One request as it came over the wire. Header values stay bytes until somebody wants a string: whether
 * `Last-Event-ID` is UTF-8 can only be seen there.
 */
export class FixtureRequest {
  constructor(head, body, origin) {
    /** The request line and the headers, byte for byte, without the empty line. */
    this.head = head;
    /** @type {Buffer} */
    this.body = body;
    /** When the last byte of it had arrived, in ms of `performance.now()`. */
    this.arrived = performance.now();

    const [requestLine, ...fields] = head.toString('latin1').split('\r\n');
    [this.method, this.target] = requestLine.split(' ');
    /** @type {URL} */
    this.url = new URL(this.target, origin);
    /** Names as sent, values as latin1 strings: one character is one byte. @type {[string, string][]} */
    this.headers = fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon), field.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
    });
  }

  /** The header's value, one character a byte, or undefined where it was not sent; `, ` between several. */
  header(name) {
    const values = this.headers
      .filter(([other]) => other.toLowerCase() === name.toLowerCase())
      .map(([, value]) => value);
    return values.length ? values.join(', ') : undefined;
  }

  /** The header's value as bytes, or undefined where it was not sent. */
  headerBytes(name) {
    const value = this.header(name);
    return value === undefined ? undefined : Buffer.from(value, 'latin1');
  }

  get isPreflight() {
    return this.method === 'OPTIONS' && this.header('Access-Control-Request-Method') !== undefined;
  }

  /** For the answers to `/requests?key=…`. */
  toJSON() {
    return {
      method: this.method,
      target: this.target,
      headers: Object.fromEntries(this.headers.map(([name, value]) => [name.toLowerCase(), value])),
      lastEventIdBytes: this.headerBytes('Last-Event-ID')?.toString('hex') ?? null,
      body: this.body.toString('utf8'),
      closedBy: this.closedBy ?? null,
    };
  }
}

/**
 * Reads the one request that a connection of this server carries, or null if the client left before it was whole
 * (browsers open connections which they then don't use).
 */
export function readRequest(socket, origin) {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const take = (bytes) => {
      received = Buffer.concat([received, bytes]);
      const headEnd = received.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const head = received.subarray(0, headEnd);
      const body = wholeBody(head.toString('latin1'), received.subarray(headEnd + HEAD_END.length));
      if (!body) return;
      socket.off('data', take);
      // Whatever still comes is of no interest, but only a socket that is read tells when the other side closes it.
      socket.resume();
      resolve(new FixtureRequest(head, body, origin));
    };
    socket.on('data', take);
    socket.once('close', () => resolve(null));
  });
}

/** The body once it is complete, else null. */
function wholeBody(head, bytes) {
  if (/^transfer-encoding:.*chunked/im.test(head)) return dechunk(bytes);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return bytes.length >= length ? bytes.subarray(0, length) : null;
}

function dechunk(bytes) {
  const parts = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (size === 0) return Buffer.concat(parts);
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return null;
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
