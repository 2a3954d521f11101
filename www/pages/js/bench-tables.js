// The benchmark's figures as tables: for those who want to know exactly, or do not see the chart.

import { h } from './dom.js';

/** @param {{ decode: object[], http: object[] }} results */
export function figureTables({ decode, http }) {
  const tables = [];
  if (decode.length > 0) {
    for (const [kind, title] of [
      ['stream', 'Decoding to a stream of events, in MB/s'],
      ['callback', 'Decoding to callbacks, in MB/s'],
    ]) {
      const of = ({ decoders }) => decoders.filter((row) => row.kind === kind);
      const rows = decode.map((workload) => [
        workload.label,
        ...of(workload).map(({ megabytesPerSecond }) =>
          megabytesPerSecond === undefined ? 'gave up' : figure(megabytesPerSecond),
        ),
      ]);
      tables.push(
        table(
          title,
          of(decode[0]).map(({ name }) => name),
          rows,
        ),
      );
    }
  }
  if (http.length > 0) {
    const rows = http[0].clients.map(({ name, detail }, index) => [
      `${name}: ${detail}`,
      ...http.map(({ clients }) => figure(clients[index].microsecondsPerEvent)),
    ]);
    tables.push(
      table(
        'Over HTTP, in µs per event',
        http.map(({ label }) => label),
        rows,
      ),
    );
  }
  return tables;
}

function table(title, heads, rows) {
  const cells = (row) => [h('th', { scope: 'row' }, row[0]), ...row.slice(1).map((text) => h('td', {}, text))];
  return h(
    'div',
    { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': title },
    h(
      'table',
      {},
      h('caption', {}, title),
      h('thead', {}, h('tr', {}, h('td'), ...heads.map((text) => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...cells(row)))),
    ),
  );
}

function figure(value) {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 2 });
}
