import { measured, median, takeTurns } from '../../../benches/rounds.js';
import { task } from '../progress.js';
import { bundleText } from './bundles.js';

const url = "'/bench/stream/first'";
const overEvents = (from, name = 'EventSource') => `
  ${from ? `import { ${name} } from '${from}';` : ''}
  const source = new ${name}(${url});
  source.onmessage = () => { arrived(); source.close(); };`;
const overCallbacks = (from) => `
  import { fetchEventSource } from '${from}';
  const controller = new AbortController();
  fetchEventSource(${url}, { signal: controller.signal, onmessage() { arrived(); controller.abort(); } });`;

/** What a page runs first and only: the shortest program with each library that waits for an event. */
const programs = [
  { name: 'eventsource-wasm', detail: 'EventSource', kind: 'events', text: overEvents('eventsource-wasm') },
  {
    name: 'eventsource-wasm',
    detail: 'eventStream',
    kind: 'calls',
    text: `
      import { eventStream } from 'eventsource-wasm';
      for await (const event of eventStream(${url})) { arrived(event); break; }`,
  },
  {
    name: 'eventsource-wasm',
    detail: 'fetchEventSource',
    kind: 'calls',
    text: overCallbacks('eventsource-wasm/fetch-event-source'),
  },
  { name: 'eventsource', detail: 'EventSource', kind: 'events', text: overEvents('eventsource') },
  {
    name: 'event-source-polyfill',
    detail: 'EventSourcePolyfill',
    kind: 'events',
    text: overEvents('event-source-polyfill', 'EventSourcePolyfill'),
  },
  {
    name: 'fetch-event-source',
    detail: 'fetchEventSource',
    kind: 'calls',
    text: overCallbacks('@microsoft/fetch-event-source'),
  },
  { name: 'the browser', detail: 'its own EventSource', kind: 'events', text: overEvents() },
  {
    name: 'the network',
    detail: 'one reader.read()',
    kind: 'calls',
    floor: true,
    text: `const { body } = await fetch(${url}); await body.getReader().read(); arrived();`,
  },
];

/** The time when the event came; and from when the program was asked for, as the page itself costs all the same. */
const prelude = `
  function arrived() {
    const now = performance.now();
    const [program] = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/cold/'));
    globalThis.firstEvent = { page: now, program: now - program.startTime };
  }`;

/**
 * From the start of a page that nothing has been cached for to its first event, which the server sends at once.
 *
 * @param {Map<string, { type: string, body: string | Uint8Array }>} files what the laboratory serves
 */
export function measureColdStart(laboratory, files, quick) {
  return task('Waiting for the first event on cold pages', async (detail) => {
    for (const [index, { text }] of programs.entries()) {
      const bundle = await bundleText(`program-${index}`, prelude + text);
      for (const [path, file] of bundle) files.set(path, file);
      const body = `<!doctype html><meta charset="utf-8"><title>Cold</title><script type="module" src="/cold/program-${index}.js"></script>`;
      files.set(`/cold/${index}`, { type: 'text/html', body });
    }

    const rounds = quick ? 3 : 31;
    const sinceProgram = new Map(programs.map((program) => [program, []]));
    const results = await takeTurns(programs, {
      rounds,
      onTurn: ({ round, subject }) => detail(`round ${Math.max(round, 0) + 1} of ${rounds}, ${subject.name}`),
      async measure(program, round) {
        const { page, close } = await laboratory.page(`/cold/${programs.indexOf(program)}`);
        await page.waitForFunction(() => globalThis.firstEvent);
        const first = await page.evaluate(() => globalThis.firstEvent);
        await close();
        if (round >= 0) sinceProgram.get(program).push(first.program);
        return first.page;
      },
    });
    return programs.map((program) => ({
      ...measured(program, results.get(program).figures),
      programMs: median(sinceProgram.get(program)),
    }));
  });
}
