// This package over HTTP, the browser's own EventSource, and the floor.

import { EventSource, eventStream } from 'eventsource-wasm';
import { fetchEventSource } from 'eventsource-wasm/fetch-event-source';
import { overCallbacks, overEvents } from './reading.js';

/**
 * @typedef {object} Client
 * @property {string} name
 * @property {string} detail what of it is measured
 * @property {'events' | 'calls'} kind whether it dispatches events or hands them over: likes are compared
 * @property {boolean} [floor]
 * @property {typeof globalThis.EventSource} [EventSource] of those that dispatch events
 * @property {(url: string, take: (data: string) => void) => Promise<void>} run takes all there is, up to `[DONE]`
 */

/** @type {Client[]} */
export const ours = [
  { name: 'eventsource-wasm', detail: 'EventSource', kind: 'events', ...overEvents(EventSource) },
  {
    name: 'eventsource-wasm',
    detail: 'eventStream',
    kind: 'calls',
    async run(url, take) {
      for await (const { data } of eventStream(url, { until: '[DONE]' })) take(data);
    },
  },
  { name: 'eventsource-wasm', detail: 'fetchEventSource', kind: 'calls', run: overCallbacks(fetchEventSource) },
];

/** @type {Client} */
export const native = {
  name: 'the browser',
  detail: 'its own EventSource',
  kind: 'events',
  ...overEvents(globalThis.EventSource),
};

/** @type {Client} */
export const floor = {
  name: 'the network',
  detail: 'a loop of reader.read()',
  kind: 'calls',
  floor: true,
  async run(url) {
    const reader = (await fetch(url)).body.getReader();
    while (!(await reader.read()).done);
  },
};
