// fetchEventSource: whatever compiles against @microsoft/fetch-event-source, and a little more.
import {
  type EventSourceMessage,
  type EventStreamContentType,
  type FetchEventSourceInit,
  fetchEventSource,
} from 'eventsource-wasm/fetch-event-source';
import { install } from 'eventsource-wasm/polyfill';
import { expectTrue, type Same } from './expect.js';

expectTrue<Same<typeof EventStreamContentType, 'text/event-stream'>>();
expectTrue<Same<ReturnType<typeof fetchEventSource>, Promise<void>>>();
expectTrue<Same<Parameters<NonNullable<FetchEventSourceInit['onmessage']>>, [message: EventSourceMessage]>>();
expectTrue<Same<Parameters<NonNullable<FetchEventSourceInit['onopen']>>, [response: Response]>>();
expectTrue<Same<Parameters<NonNullable<FetchEventSourceInit['onerror']>>, [error: unknown]>>();
expectTrue<Same<EventSourceMessage['id'], string>>();
expectTrue<Same<EventSourceMessage['event'], string>>();
expectTrue<Same<EventSourceMessage['data'], string>>();
expectTrue<Same<EventSourceMessage['retry'], number | undefined>>();

fetchEventSource('/x');
fetchEventSource(new URL('https://example.com'));
fetchEventSource(new Request('/x'), { openWhenHidden: true });
fetchEventSource('/x', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: '{}',
  signal: new AbortController().signal,
  credentials: 'include',
  keepalive: true,
  openWhenHidden: true,
  async onopen(response) {
    if (!response.ok) throw new Error(await response.text());
  },
  onmessage({ id, event, data, retry }) {
    console.log(id, event, data, retry?.toFixed());
  },
  onclose() {
    throw new Error('closed');
  },
  onerror(error) {
    if (error instanceof TypeError) return 1000;
    throw error;
  },
  fetch: (input, init) => fetch(input, init),
});
fetchEventSource('/x', { headers: new Headers() });
fetchEventSource('/x', { headers: [['a', 'b']] });
fetchEventSource('/x', { onerror() {} });
fetchEventSource('/x', { onerror: () => null });
fetchEventSource('/x', { onerror: () => undefined });
// Whoever wrote a type for what was `any` may keep it.
fetchEventSource('/x', { onerror: (error: Error) => console.log(error.message) });
// A test of theirs may make messages.
const _message: EventSourceMessage = { id: '', event: '', data: '' };

// @ts-expect-error: ms, not words
fetchEventSource('/x', { onerror: () => 'soon' });
// @ts-expect-error: the error may be anything
fetchEventSource('/x', { onerror: (error) => console.log(error.message) });
// @ts-expect-error: strings
fetchEventSource('/x', { headers: { a: 1 } });
// @ts-expect-error: a boolean
fetchEventSource('/x', { openWhenHidden: 'yes' });
// @ts-expect-error: no such option
fetchEventSource('/x', { onmesage() {} });
// @ts-expect-error: there is no data field that is parsed
fetchEventSource('/x', { onmessage: ({ data }) => data.choices });
// @ts-expect-error: an address is needed
fetchEventSource();

expectTrue<Same<ReturnType<typeof install>, boolean>>();
install();
install({ force: true });
// @ts-expect-error: a boolean
install({ force: 'yes' });
