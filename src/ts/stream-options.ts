/** How the stream stays connected. */
export interface StreamOptions {
  /** Where to resume from: sent as `Last-Event-ID`, in UTF-8. Default: empty, not sent. */
  lastEventId?: string;
  /** How a lost connection is made again; `false`: not at all. */
  retry?: false | RetryOptions;
  /** When to give an attempt up, in ms. Off by default. */
  timeout?: TimeoutOptions;
  /**
   * `disconnect` closes the connection while the page is hidden, and resumes with the last event ID when it is seen
   * again. A request that may not be sent twice is left alone. Default: `keep`.
   */
  whenHidden?: 'keep' | 'disconnect';
  /** The bytes that one event may hold; one that holds more closes the source with the error `limit`. Default: 64 MiB. */
  maxEventBytes?: number;
}

/** When to give an attempt up. Then it counts as lost, with the error `timeout`. */
export interface TimeoutOptions {
  /** ms to wait for the head of the response. */
  connect?: number;
  /** ms that the stream may say nothing. A comment is a sign of life. */
  idle?: number;
}

/** How a lost connection is made again. */
export interface RetryOptions {
  /** ms before the first retry, until the server says otherwise with a `retry` field. Default: 3000. */
  delay?: number;
  /** The longest wait in ms, unless the server asks for a longer one. Default: 30,000. */
  maxDelay?: number;
  /** What the wait is multiplied by after each failure in a row. An event received resets it. Default: 2. */
  factor?: number;
  /** 0 to 1: how much of the wait is added to it at most, by chance. Default: 0.5. */
  jitter?: number;
  /** Requests in a row without an event before giving up: 3 means three requests. Default: Infinity. */
  attempts?: number;
  /** Statuses that are asked again rather than taken for an answer. Default: none, as the standard has it. */
  statuses?: number[];
  /**
   * When a request with a method other than GET and HEAD may be sent again: `unanswered`, if no response head came (the
   * server may have got it all the same); `resume`, if there is a last event ID. Default: `never`.
   */
  resend?: 'never' | 'unanswered' | 'resume' | 'always';
}

/** What the engine takes in place of {@link StreamOptions}: see `open` in src/bindings. */
export interface EngineOptions {
  lastEventId: string;
  numbers: [
    maxEventBytes: number,
    connectTimeout: number,
    idleTimeout: number,
    pauseHidden: boolean,
    raw: boolean,
    repeat: boolean,
    delay: number,
    maxDelay: number,
    factor: number,
    jitter: number,
    attempts: number,
    resend: number,
  ];
  statuses: number[];
}

/**
 * Checks the options and puts the defaults in.
 *
 * @param raw takes any response for an event stream, and each of its blank lines for an event
 * @throws TypeError for values that mean nothing
 */
export function engineOptions(options: StreamOptions, raw = false): EngineOptions {
  const { lastEventId = '', retry, timeout, whenHidden = 'keep', maxEventBytes } = options;
  if (/[\0\r\n]/.test(lastEventId)) throw new TypeError('lastEventId must not contain NUL, CR or LF');
  const {
    delay = 3000,
    maxDelay = 30_000,
    factor = 2,
    jitter = 0.5,
    attempts = Infinity,
    statuses = [],
    resend = 'never',
  } = retry || {};
  return {
    lastEventId: `${lastEventId}`,
    numbers: [
      eventBytes(maxEventBytes),
      checked('timeout.connect', timeout?.connect ?? 0),
      checked('timeout.idle', timeout?.idle ?? 0),
      !!chosen('whenHidden', whenHidden, ['keep', 'disconnect']),
      raw,
      retry !== false,
      checked('retry.delay', delay),
      checked('retry.maxDelay', maxDelay),
      checked('retry.factor', factor, 1),
      checked('retry.jitter', jitter, 0, 1),
      checked('retry.attempts', attempts, 1),
      chosen('retry.resend', resend, ['never', 'unanswered', 'resume', 'always']),
    ],
    statuses: [...statuses],
  };
}

/** @throws TypeError for a bound that is none */
export function eventBytes(maxEventBytes = 2 ** 26): number {
  return checked('maxEventBytes', maxEventBytes, 1);
}

/** Numbers beyond what 32 bits hold, Infinity among them, become the greatest that a timer takes. */
function checked(name: string, value: number, min = 0, max = Infinity): number {
  if (!(value >= min && value <= max)) {
    throw new TypeError(`${name} must be a number from ${min}${max < Infinity ? ` to ${max}` : ' up'}, not ${value}`);
  }
  return Math.min(value, 2 ** 31 - 1);
}

/** The place of the value among those that there are. */
function chosen(name: string, value: string, values: string[]): number {
  if (!values.includes(value)) throw new TypeError(`${name} must be one of ${values.join(', ')}`);
  return values.indexOf(value);
}
