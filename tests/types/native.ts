// The class fits wherever lib.dom's EventSource does: an instance, the constructor, and code that was written for it.
import { EventSource } from 'eventsource-wasm';

type Native = InstanceType<typeof globalThis.EventSource>;
type NativeConstructor = typeof globalThis.EventSource;

export const instance: Native = new EventSource('/x');
export const withInit: Native = new EventSource(new URL('https://example.test/'), { withCredentials: true });
export const typed: Native = new EventSource<{ tick: MessageEvent<string> }>('/x');
export const withConstructor: NativeConstructor = EventSource;
globalThis.EventSource = EventSource;

function writtenForTheNativeOne(source: Native): void {
  source.onopen = (event) => console.log(event.type);
  source.onmessage = (event) => console.log(event.data, event.lastEventId, event.origin);
  source.onerror = () => source.readyState === source.CLOSED && source.close();
  source.addEventListener('tick', (event) => console.log(event.data));
  source.addEventListener('message', { handleEvent: (event: Event) => console.log(event.type) });
  source.removeEventListener('tick', () => {}, true);
}
writtenForTheNativeOne(new EventSource('/x'));
writtenForTheNativeOne(new EventSource<{ tick: MessageEvent<string> }>('/x'));

export const target: EventTarget = new EventSource('/x');

// Constants are literal types.
export const states: [0, 1, 2] = [EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED];
export const onInstance: [0, 1, 2] = [instance.CONNECTING, instance.OPEN, instance.CLOSED];

const source = new EventSource('/x');
// @ts-expect-error: read-only
source.url = '/y';
// @ts-expect-error: read-only
source.readyState = 2;
// @ts-expect-error: read-only
EventSource.CLOSED = 3;
// @ts-expect-error: an address is needed
new EventSource();
