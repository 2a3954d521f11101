// The figures as panels of the chart.

/** @typedef {import('./chart.js').Panel} Panel */

const us = 'eventsource-wasm';
const reference = 'eventsource-parser';
const keys = { [us]: 'ours', [reference]: 'reference', openai: 'openai', 'fetch-event-source': 'microsoft' };

/**
 * Decoding: how many times as fast as eventsource-parser.
 *
 * @param {{ label: string, decoders: { name: string, kind: string, ms?: number, floor?: boolean }[] }[]} workloads
 * @returns {Panel[]}
 */
export function ofDecoding(workloads) {
  const panels = [panel(workloads, 'stream', 'Decoding to a stream of events')];
  // A loop over events that are there is no measure for a parser.
  if (isMeasured(workloads)) panels.push(panel(workloads, 'callback', 'Decoding to callbacks'));
  return panels;
}

const isMeasured = (workloads) => workloads.some(({ decoders }) => decoders.some(({ name }) => name === reference));

/** Without the peers, doing nothing is what is left to compare a stream with. */
function panel(workloads, kind, title) {
  const measured = isMeasured(workloads);
  return {
    kind: 'dots',
    title,
    note: `× as fast as ${measured ? reference : 'a TransformStream that does nothing'}; right is better`,
    rows: workloads.map(({ label, decoders }) => {
      const rows = decoders.filter((row) => row.kind === kind && row.ms && (kind === 'stream' || !row.floor));
      const one = rows.find(({ name, floor }) => (measured ? name === reference : floor));
      const marks = (one ? rows : []).map((row) => ({
        series: row.floor ? 'floor' : keys[row.name],
        value: one.ms / row.ms,
        text: row.name === us ? ratio(one.ms / row.ms) : undefined,
      }));
      return { label, marks };
    }),
  };
}

/**
 * Reading over HTTP: µs per event.
 *
 * @param {{ name: string, label: string, clients: { name: string, detail: string, kind: string, microsecondsPerEvent: number, floor?: boolean }[] }} delivery
 * @returns {Panel}
 */
export function ofReading({ label, clients }) {
  const group = (kind) => clients.filter((row) => row.kind === kind && !row.floor);
  const groups = [group('events'), group('calls'), clients.filter(({ floor }) => floor)];
  return {
    kind: 'bars',
    title: `Over HTTP: ${label}`,
    note: 'µs per event; shorter is better',
    rows: groups.flatMap((rows, number) =>
      rows.map((row, index) => ({
        label: nameOf(row),
        gap: number > 0 && index === 0,
        marks: [
          {
            series: row.floor ? 'floor' : row.name === us ? 'ours' : 'peer',
            value: row.microsecondsPerEvent,
            text: digits(row.microsecondsPerEvent),
          },
        ],
      })),
    ),
  };
}

function nameOf({ name, detail, floor }) {
  if (floor) return 'reader.read() alone';
  return name === us ? `${detail} (this package)` : name === 'the browser' ? 'EventSource (the browser’s)' : name;
}

/**
 * Sizes in brotli.
 *
 * @param {{ label: string, brotli: number, ours: boolean }[]} sizes
 * @returns {Panel}
 */
export function ofSizes(sizes) {
  return {
    kind: 'bars',
    title: 'Size',
    note: 'kB of brotli, minified, the WebAssembly included; shorter is better',
    rows: sizes.map(({ label, brotli, ours }) => ({
      label,
      marks: [{ series: ours ? 'ours' : 'peer', value: brotli, text: digits(brotli / 1000) }],
    })),
  };
}

const ratio = (value) => `${Number(value.toPrecision(2))}×`;
const digits = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
