// What the functions that run in the browser have at hand.
import { PATIENCE, within } from './wait.js';

export { follow, show } from './callbacks.js';
export { eventually, sleep, within } from './wait.js';

/** The next event of this type, or an error that says which one never came. */
export function nextEvent(target, type, ms = PATIENCE) {
  const event = new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
  return within(event, `a '${type}' event`, ms);
}

/**
 * Writes down every event of the source, as plain objects: `open`, `message`, `error` and the types named.
 * @param {string[]} types
 */
export function watch(source, types = []) {
  const log = [];
  const looks = new Set();
  for (const type of new Set(['open', 'message', 'error', ...types])) {
    source.addEventListener(type, (event) => {
      log.push(describe(event, source));
      for (const look of looks) look();
    });
  }
  /** The log, once the predicate holds for it. */
  const until = (predicate, what, ms = PATIENCE) => {
    const held = new Promise((resolve) => {
      const look = () => predicate(log) && resolve(log);
      looks.add(look);
      look();
    });
    return within(held, what, ms).catch((error) => {
      throw new Error(`${error.message}; so far: ${JSON.stringify(log).slice(0, 2000)}`);
    });
  };
  return {
    log,
    until,
    /** The log, once there are `count` events of this type. */
    seen: (type, count = 1) =>
      until((all) => all.filter((one) => one.type === type).length >= count, `${count} × '${type}'`),
    /** The log, once the source has closed with an error event. */
    failed: () =>
      until((all) => all.some((one) => one.type === 'error' && one.readyState === 2), 'an error that closes'),
    /** The data of the messages so far. */
    data: () => log.filter((one) => 'data' in one).map((one) => one.data),
  };
}

/** An event as a plain object, with the state of its source at that time. */
export function describe(event, source) {
  const { type } = event;
  const { readyState } = source;
  if (event instanceof MessageEvent) {
    return { type, readyState, data: event.data, lastEventId: event.lastEventId, origin: event.origin };
  }
  if (!('error' in event)) return { type, readyState };
  return { type, readyState, error: plainError(event.error) };
}

/** An error as a plain object. */
export function plainError(error) {
  const { name, message, code, status, headers, body, attempt, retryIn, cause } = error;
  return {
    isError: error instanceof Error,
    ...{ name, message, code, status, headers: headers && [...headers], body, attempt, retryIn },
    cause: cause?.message,
  };
}

/**
 * Iterates to the end: the events and the error that was thrown, or null, as plain objects.
 * @param {(event: any) => unknown} each is called with every event, inside the loop
 */
export function drain(events, each = () => {}) {
  const taken = [];
  const loop = async () => {
    for await (const event of events) {
      const { type, data, lastEventId } = event;
      taken.push({ type, data, lastEventId });
      await each(event);
    }
  };
  const end = (error) => ({ events: taken, data: taken.map(({ data }) => data), error });
  return within(
    loop().then(
      () => end(null),
      (error) => end(plainError(error)),
    ),
    'the iteration to end',
  );
}

/** An own property's descriptor as a plain object; functions are told by name and length. */
export function descriptor(object, name) {
  const found = Object.getOwnPropertyDescriptor(object, name);
  return found && Object.fromEntries(Object.entries(found).map(([key, value]) => [key, plain(value)]));
}

function plain(value) {
  return typeof value === 'function' ? { name: value.name, length: value.length } : (value ?? null);
}

/** What the function throws, as a plain object, or null. */
export function thrownBy(action) {
  try {
    action();
    return null;
  } catch (error) {
    const isDOMException = error instanceof DOMException;
    return { name: error.name, isTypeError: error instanceof TypeError, isDOMException, code: error.code ?? null };
  }
}
