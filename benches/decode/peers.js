// The others' decoders, as their manuals use them.

import { getLines, getMessages } from '@microsoft/fetch-event-source/lib/esm/parse.js';
import { createParser } from 'eventsource-parser';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { _iterSSEMessages } from 'openai/core/streaming.mjs';
import { drain, streamOf } from './feeding.js';

/** @type {import('./ours.js').Decoder[]} */
export const peers = [
  {
    name: 'eventsource-parser',
    detail: 'EventSourceParserStream behind a TextDecoderStream',
    kind: 'stream',
    run: (chunks, take) =>
      drain(streamOf(chunks).pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()), take),
  },
  {
    name: 'openai',
    detail: 'what its Stream decodes with',
    kind: 'stream',
    async run(chunks, take) {
      for await (const { data } of _iterSSEMessages({ body: streamOf(chunks) }, new AbortController())) take(data);
    },
  },
  {
    name: 'eventsource-parser',
    detail: 'createParser with a TextDecoder',
    kind: 'callback',
    run(chunks, take) {
      const decoder = new TextDecoder();
      const parser = createParser({ onEvent: ({ data }) => take(data) });
      for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
    },
  },
  {
    name: 'fetch-event-source',
    detail: 'getLines and getMessages',
    kind: 'callback',
    run(chunks, take) {
      const nothing = () => {};
      const feed = getLines(getMessages(nothing, nothing, ({ data }) => take(data)));
      for (const chunk of chunks) feed(chunk);
    },
  },
];
