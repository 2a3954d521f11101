import { fetchEventSource } from '@microsoft/fetch-event-source';
import { EventSourcePolyfill } from 'event-source-polyfill';
import { EventSource } from 'eventsource';
import { overCallbacks, overEvents } from './reading.js';

/** @type {import('./ours.js').Client[]} */
export const peers = [
  { name: 'eventsource', detail: 'EventSource', kind: 'events', ...overEvents(EventSource) },
  {
    name: 'event-source-polyfill',
    detail: 'EventSourcePolyfill, whose events are no Events',
    kind: 'events',
    ...overEvents(EventSourcePolyfill),
  },
  { name: 'fetch-event-source', detail: 'fetchEventSource', kind: 'calls', run: overCallbacks(fetchEventSource) },
];
