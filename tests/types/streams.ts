// eventStream, EventStreamDecoder and their events: what goes in and what comes out, without an `any`.
import {
  EventSource,
  type EventSourceError,
  type EventStream,
  EventStreamDecoder,
  type EventStreamInit,
  eventStream,
  type ServerSentEvent,
} from 'eventsource-wasm';
import { expectTrue, type Same } from './expect.js';

const stream = eventStream('/x');
expectTrue<Same<typeof stream, EventStream>>();
expectTrue<Same<typeof stream.response, Promise<Response>>>();
expectTrue<Same<typeof stream.lastEventId, string>>();
expectTrue<Same<Parameters<typeof eventStream>, [url: string | URL, init?: EventStreamInit | undefined]>>();
export const iterable: AsyncIterable<ServerSentEvent> = stream;
export const asContract: AsyncIterable<ServerSentEvent> & { response: Promise<Response>; lastEventId: string } = stream;

for await (const event of stream) {
  expectTrue<Same<typeof event, ServerSentEvent>>();
  expectTrue<Same<typeof event.type, string>>();
  expectTrue<Same<typeof event.data, string>>();
  expectTrue<Same<typeof event.lastEventId, string>>();
  const unknown = event.json();
  expectTrue<Same<typeof unknown, unknown>>();
  const typed = event.json<{ delta: string }>();
  expectTrue<Same<typeof typed, { delta: string }>>();
  // @ts-expect-error: nobody knows what it is
  event.json().delta;
  // @ts-expect-error: read-only
  event.data = 'x';
}
// @ts-expect-error: read-only
stream.lastEventId = '1';

eventStream(new URL('https://example.test/'), { until: '[DONE]' });
eventStream('/x', {
  method: 'POST',
  headers: { Authorization: 'Bearer a' },
  body: '{}',
  signal: AbortSignal.timeout(1000),
  until: (event) => {
    expectTrue<Same<typeof event, ServerSentEvent>>();
    return event.type === 'done';
  },
  lastEventId: '41',
  retry: { attempts: 3, statuses: [503], resend: 'unanswered' },
  timeout: { connect: 1000, idle: 2000 },
  whenHidden: 'disconnect',
  maxEventBytes: 1000,
});
// @ts-expect-error: a string or a function
eventStream('/x', { until: /done/ });
// @ts-expect-error: a function that says whether
eventStream('/x', { until: () => 'done' });
// @ts-expect-error: not one of its options
eventStream('/x', { withCredentials: true });
// @ts-expect-error: an address is needed
eventStream();

const decoder = new EventStreamDecoder();
export const pair: ReadableWritablePair<ServerSentEvent, BufferSource> = decoder;
export const transform: TransformStream<BufferSource, ServerSentEvent> = decoder;
new EventStreamDecoder({});
new EventStreamDecoder({ maxEventBytes: 1000 });
declare const response: Response;
const events = response.body?.pipeThrough(decoder);
expectTrue<Same<typeof events, ReadableStream<ServerSentEvent> | undefined>>();
decoder.writable.getWriter().write(new ArrayBuffer(1));
decoder.writable.getWriter().write(new DataView(new ArrayBuffer(1)));
// @ts-expect-error: text is no bytes
decoder.writable.getWriter().write('data: a\n\n');
// @ts-expect-error: no such option
new EventStreamDecoder({ maxBytes: 1000 });
// @ts-expect-error: a number
new EventStreamDecoder({ maxEventBytes: '1000' });

const source = new EventSource('/x');
for await (const event of source) {
  expectTrue<Same<typeof event, MessageEvent<string>>>();
}
source.onevent = (event) => {
  expectTrue<Same<typeof event, MessageEvent<string>>>();
};
source.onevent = function () {
  this.close();
};
source.onevent = null;
source.oncomment = (text) => {
  expectTrue<Same<typeof text, string>>();
};
source.oncomment = null;
// @ts-expect-error: a function
source.oncomment = 'x';
// @ts-expect-error: it is given an event
source.onevent = (text: string) => console.log(text);

source.onerror = ({ error }) => {
  expectTrue<Same<typeof error, EventSourceError>>();
};
