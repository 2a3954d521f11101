import { bodyStart, brokenOff, Failure, isSafe, send, unanswered } from './attempt.js';
import { loadEngine } from './engine.js';
import { EventSourceError, type EventSourceErrorCode } from './error.js';
import { Feeder, pieces } from './feeder.js';
import { look, none, textAt, numbers as told } from './memory.js';
import type { RequestParts, Sink } from './sink.js';
import type { EngineOptions } from './stream-options.js';
import { first } from './waiting.js';

/** What is to be done next, as `Step` in src/connection.rs numbers it. */
enum Step {
  Ask,
  Open,
  Read,
  Refuse,
  Report,
  Pause,
  Wait,
}

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

  /**
   * Makes an attempt's request and sends it.
   *
   * @returns what came of it, as `resume` in src/bindings takes it; 0: a response
   */
  async function attempt(number: number, lastEventId: string): Promise<number> {
    abort = new AbortController();
    request = response = body = cause = undefined;
    const { signal } = abort;
    try {
      request = await sink.request({ number, lastEventId, signal });
    } catch (error) {
      cause = error;
      return Failure.Request;
    }
    // Whose answer nobody could read might cost money all the same.
    if (!isSafe(request)) await loadEngine();
    if (closed) return 0;
    request.init.signal = signal;
    try {
      const answer = await first(send(request, lastEventId), numbers[1] || none);
      response = answer.value;
      return answer.kind ?? 0;
    } catch (error) {
      if (closed) return 0;
      const [failure, why] = await unanswered(request, error);
      cause = why;
      return failure;
    }
  }

  async function run() {
    if (closed) return;
    // In this order: the request is under way before the engine's bytes are decoded, which keeps the page busy.
    const [asked, engine] = await Promise.all([attempt(1, lastEventId), Promise.resolve().then(loadEngine)]);
    if (closed) return;
    const source = engine.open(...numbers);
    free = () => engine.close(source);
    const feeder = new Feeder(engine, source);
    const write = (text: string) => {
      const utf8 = new TextEncoder().encode(text);
      feeder.write(utf8);
      return utf8.length;
    };
    for (const status of statuses) engine.ask_again(source, status);
    engine.resume_from(source, write(lastEventId));
    /** What came of the first attempt, until the engine is told. */
    let early: number | undefined = asked;
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    /** Whatever was waited for, the source may have been closed meanwhile, and its number be another's. */
    const resume = (came: number): Step | undefined => (closed ? undefined : engine.resume(source, came));
    const fail = (failure: number, why: unknown): Step | undefined => {
      cause = why;
      return resume(failure);
    };

    /** Where the engine tells of the connection: see `Told` in src/bindings. */
    const status = () => {
      const place = engine.status(source) >>> 2;
      look();
      return place;
    };
    const number = (index: number) => {
      const place = status();
      return told[place + index] as number;
    };
    /** A chunk may be waited for too long, or in vain. */
    const isWatched = numbers[2] || numbers[3];

    let step = resume(0);
    while (!closed) {
      switch (step) {
        case Step.Ask: {
          const place = status();
          const came = early ?? (await attempt(told[place] as number, textAt(place + 8)));
          early = undefined;
          if (closed) return;
          if (request) engine.requested(source, isSafe(request), Math.random());
          if (!response) {
            step = resume(came);
            break;
          }
          const { headers } = response;
          const type = headers.get('Content-Type') ?? '';
          const later = headers.get('Retry-After') ?? '';
          const typeBytes = write(type);
          const bytes = write(type + later);
          const left = Date.parse(later) - Date.now();
          step = engine.answered(source, response.status, typeBytes, bytes - typeBytes, left);
          break;
        }
        case Step.Open:
          try {
            reader = response?.body?.getReader();
          } catch (error) {
            step = fail(Failure.Request, error);
            break;
          }
          await sink.opened(response as Response);
          step = resume(0);
          break;
        case Step.Read: {
          let chunk: Uint8Array | undefined;
          try {
            const read = reader?.read();
            if (read && isWatched) {
              const came = await first(read, number(1), number(2));
              if (came.kind) {
                step = resume(came.kind);
                break;
              }
              chunk = came.value.value;
            } else {
              chunk = (await read)?.value;
            }
          } catch (error) {
            step = fail(brokenOff(error), error);
            break;
          }
          if (closed) return;
          if (!chunk) {
            step = resume(3);
            break;
          }
          for (const piece of pieces(chunk)) {
            const batch = feeder.put(piece);
            for (const comment of feeder.comments(batch)) sink.comment(...comment);
            const taken = sink.events(batch);
            if (taken) await taken;
            if (closed) return;
          }
          step = resume(0);
          break;
        }
        case Step.Refuse:
          body = await bodyStart(response as Response);
          step = resume(0);
          break;
        case Step.Report: {
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
          sink.failed(
            new EventSourceError(code, message + again, { attempt, retryIn, response: refused, body, cause }),
          );
          step = resume(0);
          break;
        }
        case Step.Pause:
          abort.abort();
          if (closed) return;
          sink.paused();
          step = resume(0);
          break;
        case Step.Wait: {
          const came = await first(
            new Promise<void>((resolve) => {
              stopWaiting = resolve;
            }),
            number(1),
            number(2),
          );
          step = resume(came.kind ?? 0);
          break;
        }
        default:
          stop();
          sink.ended();
      }
    }
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
