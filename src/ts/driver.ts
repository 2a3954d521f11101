import { bodyStart, brokenOff, Failure, isSafe, send, unanswered } from './attempt.js';
import { loadEngine } from './engine.js';
import { EventSourceError, type EventSourceErrorCode } from './error.js';
import { Feeder, pieces } from './feeder.js';
import { look, none, numbers as told } from './memory.js';
import type { RequestParts, Sink } from './sink.js';
import type { EngineOptions } from './stream-options.js';
import { textAt } from './text.js';
import { first } from './waiting.js';

/**
 * Does what the engine says, in the background: asks, reads, waits, and tells the sink of it.
 *
 * The engine's first step is always to ask. That is done while the engine is still being loaded, which takes as long as a
 * request on a page's first visit.
 *
 * @returns a function that ends it at once; the sink hears nothing more
 */
export function drive(url: string, sink: Sink, { lastEventId, numbers, statuses }: EngineOptions): () => void {
  /** Takes it from the engine. */
  let free = () => {};
  let closed = false;
  let stopWaiting = () => {};

  // Of the current attempt:
  let abort = new AbortController();
  let request: RequestParts | undefined;
  let response: Response | undefined;
  let body: string | undefined;
  /** Why it failed. */
  let cause: unknown;

  function stop() {
    if (closed) return;
    closed = true;
    abort.abort();
    stopWaiting();
    free();
  }

  function fail(failure: Failure, why: unknown): Failure {
    cause = why;
    return failure;
  }

  /**
   * Makes an attempt's request and sends it.
   *
   * @returns what came of it, as `resume` in src/bindings takes it; nothing: a response
   */
  async function attempt(number: number, lastEventId: string): Promise<number | undefined> {
    abort = new AbortController();
    request = response = body = cause = undefined;
    const { signal } = abort;
    try {
      request = await sink.request({ number, lastEventId, signal });
    } catch (error) {
      return fail(Failure.Request, error);
    }
    // Whose answer nobody could read might cost money all the same.
    if (!isSafe(request)) await loadEngine();
    if (closed) return;
    request.init.signal = signal;
    try {
      const answer = await first(send(request, lastEventId), numbers[1] || none);
      response = answer.value;
      return answer.kind;
    } catch (error) {
      return closed ? undefined : fail(...(await unanswered(request, error)));
    }
  }

  async function run() {
    if (closed) return;
    // In this order: the request is under way before the engine's bytes are decoded, which keeps the page busy.
    const [asked, engine] = await Promise.all([attempt(1, lastEventId), Promise.resolve().then(loadEngine)]);
    if (closed) return;
    const source = engine.open(...numbers);
    const feeder = new Feeder(engine, source);
    free = () => feeder.close();
    const write = (text: string) => {
      const utf8 = new TextEncoder().encode(text);
      feeder.write(utf8);
      return utf8.length;
    };
    for (const status of statuses) engine.ask_again(source, status);
    engine.resume_from(source, write(lastEventId));
    let isFirst = true;
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    /** A chunk may be waited for too long, or in vain. */
    const isWatched = numbers[2] || numbers[3];

    /** Where the engine tells of the connection: see `Told` in src/bindings. */
    const status = () => {
      const place = engine.status(source) >>> 2;
      look();
      return place;
    };
    /** Waits for a promise as long as the step may take. */
    const wait = <T>(promise: Promise<T>) => {
      const place = status();
      return first(promise, told[place + 1] as number, told[place + 2]);
    };

    const perform = (step: number) => (steps[step] as (typeof steps)[0])();
    /** What is done in each step, as `Step` in src/connection.rs numbers it: gives what came of it, as `attempt` does. */
    const steps: (() => Promise<number | undefined>)[] = [
      async function ask() {
        const place = status();
        const came = isFirst ? asked : await attempt(told[place] as number, textAt(place + 8));
        isFirst = false;
        if (closed) return;
        if (request) engine.requested(source, isSafe(request), Math.random());
        if (!response) return came;
        const { headers } = response;
        const type = headers.get('Content-Type') ?? '';
        const later = headers.get('Retry-After') ?? '';
        const typeBytes = write(type);
        const bytes = write(type + later);
        const left = Date.parse(later) - Date.now();
        return perform(engine.answered(source, response.status, typeBytes, bytes - typeBytes, left));
      },

      async function open() {
        try {
          reader = response?.body?.getReader();
        } catch (error) {
          return fail(Failure.Request, error);
        }
        await sink.opened(response as Response);
      },

      async function read() {
        let chunk: Uint8Array | undefined;
        try {
          const reading = reader?.read();
          const { kind, value } = reading && isWatched ? await wait(reading) : { value: await reading };
          if (kind) return kind;
          chunk = value?.value;
        } catch (error) {
          return fail(brokenOff(error), error);
        }
        if (closed) return;
        if (!chunk) return 3;
        for (const piece of pieces(chunk)) {
          const batch = feeder.put(piece);
          for (const comment of feeder.comments(batch)) sink.comment(...comment);
          const taken = sink.events(batch);
          if (taken) await taken;
          if (closed) return;
        }
      },

      async function refuse() {
        body = await bodyStart(response as Response);
      },

      async function report() {
        abort.abort();
        if (closed) return;
        const place = status();
        const attempt = told[place] as number;
        const code = textAt(place + 4) as EventSourceErrorCode;
        const template = textAt(place + 6);
        const details: { [code in EventSourceErrorCode]?: unknown } = {
          status: response?.status,
          'content-type': response?.headers.get('Content-Type') || '(none)',
          timeout: told[place + 1],
          limit: numbers[0],
          request: (cause as Error | undefined)?.message ?? cause,
        };
        const retryIn = told[place + 3] === none ? undefined : told[place + 3];
        const message = template.replace(/[@#]/g, (mark) =>
          mark === '@' ? (request?.url ?? url) : `${details[code]}`,
        );
        const again = retryIn === undefined ? '' : `. Asking again in ${retryIn} ms`;
        const refused = body === undefined ? undefined : response;
        sink.failed(new EventSourceError(code, message + again, { attempt, retryIn, response: refused, body, cause }));
      },

      async function pause() {
        abort.abort();
        if (closed) return;
        sink.paused();
      },

      async function waitForIt() {
        const stopped = new Promise<void>((resolve) => {
          stopWaiting = resolve;
        });
        return (await wait(stopped)).kind;
      },

      async function end() {
        stop();
        sink.ended();
      },
    ];

    for (let came: number | undefined; !closed; ) came = await perform(engine.resume(source, came ?? 0));
  }

  // Nobody's function is called within the call that makes the source.
  Promise.resolve()
    .then(run)
    .catch((cause) => {
      if (closed) return;
      // The engine is in no state to be freed.
      closed = true;
      abort.abort();
      sink.failed(
        cause instanceof EventSourceError
          ? cause
          : new EventSourceError('unsupported', 'The engine broke down', { cause }),
      );
    });
  return stop;
}
