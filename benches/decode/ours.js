// This package's decoders, and the floor.

import { EventStreamDecoder } from 'eventsource-wasm';
import { bareParser } from '../engine.js';
import { drain, streamOf } from './feeding.js';

/**
 * @typedef {object} Decoder
 * @property {string} name
 * @property {string} detail what of it is measured
 * @property {'stream' | 'callback'} kind whether it makes a stream of events or calls back for each: likes are compared
 * @property {boolean} [floor]
 * @property {(workload: import('./workloads.js').Workload) => unknown} [prepare] what does not count
 * @property {(chunks: Iterable<Uint8Array>, take: (data: string) => void, prepared: any) => void | Promise<void>} run
 *   decodes all there is
 */

/** @type {Decoder[]} */
export const ours = [
  {
    name: 'eventsource-wasm',
    detail: 'EventStreamDecoder',
    kind: 'stream',
    run: (chunks, take) => drain(streamOf(chunks).pipeThrough(new EventStreamDecoder()), take),
  },
  {
    name: 'eventsource-wasm',
    detail: 'the bare parser',
    kind: 'callback',
    prepare: bareParser,
    run(chunks, take, start) {
      const parser = start(take);
      for (const chunk of chunks) parser.feed(chunk);
      parser.close();
    },
  },
];

/**
 * What is left when there is nothing to parse: streams, the platform's decoder of UTF-8 and consumers alone. They have been
 * told which events each chunk completes.
 *
 * @type {Decoder[]}
 */
export const floors = [
  {
    name: 'a TransformStream that does nothing',
    floor: true,
    detail: 'it was given the events beforehand',
    kind: 'stream',
    prepare: ({ given }) => given.map((list) => list.map((data) => ({ type: 'message', data, lastEventId: '' }))),
    run(chunks, take, events) {
      let next = 0;
      const transform = new TransformStream({
        transform(_, controller) {
          for (const event of events[next++]) controller.enqueue(event);
        },
      });
      return drain(streamOf(chunks).pipeThrough(transform), take);
    },
  },
  {
    name: 'a TextDecoder alone',
    floor: true,
    detail: 'and a loop over events that were there beforehand',
    kind: 'callback',
    prepare: ({ given }) => given,
    run(chunks, take, given) {
      const decoder = new TextDecoder();
      let next = 0;
      for (const chunk of chunks) {
        decoder.decode(chunk, { stream: true });
        for (const data of given[next++]) take(data);
      }
    },
  },
];
