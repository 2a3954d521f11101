import { draw, standalone } from '../../../benches/chart.js';
import { ofDecoding, ofReading, ofSizes } from '../../../benches/panels.js';

/** Which sizes are shown: those of what does the same, with all that it needs, and so not those of the slim entry. */
const shown = {
  ours: ['EventSource', 'fetchEventSource', 'EventStreamDecoder'],
  others: ['eventsource', 'event-source-polyfill', 'extended-eventsource', 'sse.js', '@microsoft/fetch-event-source'],
};

/**
 * One chart of all the parts that there are figures of.
 *
 * @param {{ name: string, figures: any }[]} known
 */
export function chartOf(known) {
  const of = (name) => known.find((part) => part.name === name)?.figures;
  const panels = [];
  if (of('decode')) panels.push(...ofDecoding(of('decode').workloads));
  if (of('end-to-end')) panels.push(ofReading(of('end-to-end').deliveries[0]));
  if (of('size')) panels.push(ofSizes(sizesOf(of('size'))));
  return `${standalone(draw(panels, { width: 880, columns: 2, label: 'eventsource-wasm beside its peers: decoding, reading over HTTP, size' }))}\n`;
}

function sizesOf({ sizes, others }) {
  const ours = sizes
    .filter(({ name, of }) => of && !of.endsWith('/slim') && shown.ours.includes(name))
    .map(({ name, brotli }) => ({ label: `${name} (this package)`, brotli, ours: true }));
  const theirs = others
    .filter(({ of }) => shown.others.includes(of))
    .map(({ of, brotli }) => ({ label: of.replace('@microsoft/', ''), brotli, ours: false }));
  return [...ours, ...theirs];
}
