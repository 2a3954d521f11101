// Events are typed: the standard ones, the error, and what a map of one's own says.
import { EventSource, type EventSourceError } from 'eventsource-wasm';
import { expectTrue, type Same } from './expect.js';

const plain = new EventSource('/x');
plain.onmessage = (event) => {
  expectTrue<Same<typeof event.data, string>>();
};
plain.onmessage = function () {
  this.close();
};
plain.onerror = (event) => {
  const error: EventSourceError = event.error;
  console.log(error);
};
plain.addEventListener('message', (event) => {
  expectTrue<Same<typeof event.data, string>>();
  expectTrue<Same<typeof event.lastEventId, string>>();
});
plain.addEventListener('whatever', (event) => {
  expectTrue<Same<typeof event.data, string>>();
});
plain.addEventListener('open', (event) => {
  // @ts-expect-error: a plain event
  event.data;
});
plain.addEventListener('error', (event) => {
  const error: EventSourceError = event.error;
  console.log(error);
});

const typed = new EventSource<{ tick: MessageEvent<string>; done: MessageEvent<'yes' | 'no'> }>('/x');
typed.addEventListener('tick', (event) => {
  expectTrue<Same<typeof event, MessageEvent<string>>>();
});
typed.addEventListener('done', (event) => {
  expectTrue<Same<typeof event.data, 'yes' | 'no'>>();
});
typed.addEventListener('tick', function () {
  this.close();
});
typed.removeEventListener('tick', (event) => {
  expectTrue<Same<typeof event.data, string>>();
});
typed.addEventListener('tick', () => {}, { once: true, passive: true });
typed.addEventListener('message', (event) => {
  // The standard events stay typed beside a map.
  const data: string = event.data;
  console.log(data);
});
// @ts-expect-error: not what a tick carries
typed.addEventListener('tick', (event: MessageEvent<number>) => console.log(event.data));

// As an interface, and with any name.
interface Events {
  tick: MessageEvent<string>;
}
new EventSource<Events>('/x').addEventListener('tick', (event) => {
  expectTrue<Same<typeof event.data, string>>();
});

declare const error: EventSourceError;
type Code =
  | 'network'
  | 'cors'
  | 'status'
  | 'content-type'
  | 'timeout'
  | 'limit'
  | 'aborted'
  | 'request'
  | 'unsupported';
expectTrue<Same<typeof error.code, Code>>();
export const asError: Error = error;
export const facts: {
  status: number | undefined;
  headers: Headers | undefined;
  body: string | undefined;
  attempt: number;
  retryIn: number | undefined;
} = error;
// @ts-expect-error: no such code
error.code === 'nonsense';
