// The figures as tables.

import { median } from '../../../benches/rounds.js';
import { bytes, short, times } from './figures.js';
import { us } from './findings.js';

/** @typedef {import('./table.js').Table} Table */

const ratioNote = '× is how many times as fast eventsource-wasm is';

/** @returns {Table[]} */
export function ofDecoding({ workloads }) {
  return [
    ['stream', 'Decoding: a stream of chunks to a stream of events'],
    ['callback', 'Decoding: chunks to callbacks'],
  ].map(([kind, title]) => {
    const heads = workloads[0].decoders.filter((row) => row.kind === kind);
    return {
      title,
      note: `MB/s; ${ratioNote}. ${steadiness(workloads.flatMap(({ decoders }) => decoders))}`,
      head: ['', ...heads.map(({ name }) => name)],
      rows: workloads.map(({ label, decoders }) => {
        const ours = decoders.find((row) => row.kind === kind && row.name === us);
        return [label, ...decoders.filter((row) => row.kind === kind).map((row) => speed(row, ours))];
      }),
    };
  });
}

function speed(row, ours) {
  // Nothing to compare with: a loop over a few strings.
  if (row.floor && row.ms < ours.ms / 10) return '–';
  if (row.gaveUp !== undefined) return `gave up at ${Math.round(row.gaveUp * 100)} %`;
  const ratio = row === ours || !ours.ms ? '' : ` (${times(row.ms / ours.ms)})`;
  return `${short(row.megabytesPerSecond)}${ratio}`;
}

/** @returns {Table[]} */
export function ofReading({ deliveries, coldStart }) {
  const client = ({ name, detail }) => `${name}: ${detail}`;
  const byKind = (rows) => [...rows].sort((a, b) => order(a) - order(b));
  const order = ({ kind, floor }) => (floor ? 2 : kind === 'events' ? 0 : 1);
  const first = deliveries[0].clients;
  return [
    {
      title: 'End to end, over loopback HTTP',
      note: `µs per event; ${deliveries.map(({ name, events }) => `${name}: ${events.toLocaleString('en')} LLM tokens`).join(', ')}. ${steadiness(deliveries.flatMap(({ clients }) => clients))}`,
      head: ['', ...deliveries.flatMap(({ name }) => [name.replaceAll('-', ' '), 'at best'])],
      rows: byKind(first).map((row) => [
        client(row),
        ...deliveries
          .map(({ clients }) => clients[first.indexOf(row)])
          .flatMap(({ microsecondsPerEvent, microsecondsAtBest }) => [
            short(microsecondsPerEvent),
            short(microsecondsAtBest),
          ]),
      ]),
    },
    {
      title: 'First event on a cold page',
      note: `ms from the start of the navigation, and from when the program was asked for. ${steadiness(coldStart)}`,
      head: ['', 'page', 'program'],
      rows: byKind(coldStart).map((row) => [client(row), short(row.ms), short(row.programMs)]),
    },
  ];
}

/** @returns {Table[]} */
export function ofMemory({ amounts, results }) {
  const what = {
    events: `${amounts.events.toLocaleString('en')} events`,
    large: `one event of ${amounts.bytes / 1e6} MB`,
    sources: `${amounts.sources.toLocaleString('en')} sources opened and closed`,
  };
  return [
    {
      title: 'What stays in memory',
      note: 'The growth of the heap after garbage collection, the size of the WebAssembly memory, and the time it took.',
      head: ['', 'heap', 'wasm memory', 'seconds'],
      rows: results.map(({ name, scenario, before, after, ms }) => [
        `${name}: ${what[scenario]}`,
        bytes(after.heap - before.heap),
        after.wasm ? bytes(after.wasm) : '–',
        short(ms / 1000),
      ]),
    },
  ];
}

/** @returns {Table[]} */
export function ofParsing({ workloads }) {
  return [
    {
      title: 'The parser natively, beside other crates',
      note: `GB/s; ${ratioNote}. The crate lends each event’s data; the others copy it into a String.`,
      head: ['', ...workloads[0].parsers.map(({ name }) => name)],
      rows: workloads.map(({ label, parsers }) => [
        label,
        ...parsers.map(({ name, gigabytesPerSecond }) => {
          if (!gigabytesPerSecond) return 'gave up';
          const ratio = name === us ? '' : ` (${times(parsers[0].gigabytesPerSecond / gigabytesPerSecond)})`;
          return short(gigabytesPerSecond) + ratio;
        }),
      ]),
    },
  ];
}

/** @returns {Table[]} */
export function ofSizes({ sizes, others }) {
  const row = ({ name, of, raw, gzip, brotli, lazy }) => [
    of ? `import { ${name} } from '${of}'` : `all of ${name}`,
    ...[raw, gzip, brotli].map((figure) => figure.toLocaleString('en')),
    lazy ? lazy.brotli.toLocaleString('en') : '–',
  ];
  return [
    {
      title: 'Size of a minified bundle',
      note: 'Bytes, the WebAssembly included. “Lazy” is brotli of what is only loaded where it is needed, and not counted.',
      head: ['', 'minified', 'gzip', 'brotli', 'lazy'],
      rows: [...sizes, ...others].map(row),
    },
  ];
}

/** How far the figures can be trusted. */
function steadiness(rows) {
  const spreads = rows.map(({ spread }) => spread).filter((spread) => spread !== undefined);
  const [usual, most] = [median(spreads), Math.max(...spreads)].map((spread) => `${(spread * 100).toFixed(1)} %`);
  return `Half of the rounds are within ${usual} of the median, where they differ most within ${most}.`;
}
