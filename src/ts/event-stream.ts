import { channel as channelOf } from './channel.js';
import { EventSourceError } from './error.js';
import { type RequestOptions, resolveUrl } from './request.js';
import { type ServerSentEvent, StreamEvent } from './server-sent-event.js';
import { EventReader } from './sink.js';
import { openSource } from './source.js';
import type { StreamOptions } from './stream-options.js';

/** The options of {@link eventStream}. */
export interface EventStreamInit extends RequestOptions, StreamOptions {
  /** Ends the stream: at an event with this data, or for which this is true. That event is not given itself. */
  until?: string | ((event: ServerSentEvent) => boolean);
}

/** What {@link eventStream} gives. */
export interface EventStream extends AsyncIterable<ServerSentEvent> {
  /** The response, as soon as its head is there; its body is the stream's. Rejects if none is accepted. */
  readonly response: Promise<Response>;
  /** The last event ID string: that of the event that was taken last. */
  readonly lastEventId: string;
}

/** Statuses that say "later", and so are asked again where `retry` is given. */
const laterStatuses = [429, 502, 503, 504];

/**
 * Asks for an event stream, to be iterated over with `for await`. The network is read only as fast as events are taken.
 *
 * The request goes out at once. To leave the loop, by `break`, `return` or an exception, aborts it. It is made once: the
 * iteration ends when the stream does, and throws an {@link EventSourceError} when the stream breaks off or is refused.
 * With `retry` it is made again as that says, after an end in good order too; `retry.statuses` is then 429, 502, 503 and 504.
 *
 * @throws a `SyntaxError` DOMException if the URL is not valid, a TypeError for options that mean nothing
 * @example
 * const stream = eventStream('/v1/chat/completions', { method: 'POST', headers, body, until: '[DONE]' });
 * for await (const event of stream) render(event.json());
 */
export function eventStream(url: string | URL, init: EventStreamInit = {}): EventStream {
  const { until, signal } = init;
  const isLast = typeof until === 'string' ? ({ data }: ServerSentEvent) => data === until : until;
  const resolved = resolveUrl(`${url}`);
  const retry = init.retry ? { statuses: laterStatuses, ...init.retry } : false;

  let lastEventId = init.lastEventId ?? '';
  let answer: (response: Response) => void;
  let refuse: (error: unknown) => void;
  const response = new Promise<Response>((resolve, reject) => {
    answer = resolve;
    refuse = reject;
  });
  // Whoever only iterates learns of it there.
  response.catch(() => {});

  const end = (error?: unknown) => {
    stop();
    channel.end(error);
    refuse(error ?? aborted('The stream was left before it was answered'));
  };
  const abort = () => {
    const error = aborted('The stream was aborted', signal?.reason);
    channel.fail(error);
    end(error);
  };
  const channel = channelOf<ServerSentEvent>(() => end());
  const reader = new EventReader();

  const stop = openSource(
    resolved,
    { credentials: 'same-origin', ...init, retry },
    {
      opened: (response) => answer(response),
      comment() {},
      events(batch) {
        const events: ServerSentEvent[] = [];
        let last = false;
        let failure: unknown;
        reader.read(batch, (type, data, id = lastEventId) => {
          lastEventId = id;
          const event = new StreamEvent(type, data, id);
          try {
            last = Boolean(isLast?.(event));
          } catch (error) {
            last = true;
            failure = error;
          }
          if (!last) events.push(event);
          return !last;
        });
        const taken = channel.push(events);
        if (last) end(failure);
        return taken;
      },
      paused() {},
      failed(error) {
        if (error.retryIn === undefined) end(error);
      },
      ended: () => end(),
      aborted: abort,
    },
  );
  if (signal?.aborted) abort();

  return {
    response,
    get lastEventId() {
      return channel.last?.lastEventId ?? init.lastEventId ?? '';
    },
    [Symbol.asyncIterator]: () => channel,
  };
}

function aborted(message: string, cause?: unknown): EventSourceError {
  return new EventSourceError('aborted', message, { cause });
}
