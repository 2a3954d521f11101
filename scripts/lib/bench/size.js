import { task } from '../progress.js';
import { acceptSizes } from './size-check.js';
import { weigh, weighPackage } from './sizes.js';

const peers = [
  ['eventsource', 'EventSource'],
  ['event-source-polyfill', 'EventSourcePolyfill'],
  ['extended-eventsource', 'EventSource'],
  ['sse.js', 'SSE'],
  ['@microsoft/fetch-event-source', 'fetchEventSource'],
  ['eventsource-parser', 'createParser'],
  ['eventsource-parser/stream', 'EventSourceParserStream'],
  ['openai/core/streaming.mjs', 'Stream'],
  ['openai', 'OpenAI'],
];

/** Weighs the package, and what else one could install. */
export async function measureSize({ accept }) {
  return task('Weighing', async (detail) => {
    const sizes = await weighPackage();
    if (accept) await acceptSizes(sizes);
    const others = [];
    for (const [specifier, name] of peers) {
      detail(specifier);
      others.push({ name, of: specifier, ...(await weigh(`export { ${name} } from '${specifier}';`)) });
    }
    return { sizes, others };
  });
}
