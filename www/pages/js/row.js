// One entry of the log as a row that opens to show all of its data. A row that has scrolled out at the top can be used
// again at the bottom: at a thousand events a second, making new ones is what would cost.

import { copyButton, h } from './dom.js';

const LONGEST = 160; // characters of data in a closed row; more than fit

const entries = new WeakMap();

export function rowFor(entry, row = emptyRow()) {
  const { time, source, kind, type, id, data, elided, bytes, tone } = entry;
  entries.set(row, entry);
  row.dataset.source = source;
  row.dataset.kind = kind;
  row.dataset.tone = tone ?? '';
  const cells = [
    clockTime(time),
    type,
    id,
    (elided ? '…' : '') + data.slice(elided, elided + LONGEST),
    bytes === undefined ? '' : String(bytes),
  ];
  for (const [index, text] of cells.entries()) row.firstChild.children[index].firstChild.data = text;
  if (row.children.length > 1) toggleRow(row);
  return row;
}

function emptyRow() {
  return h(
    'li',
    {},
    h(
      'button',
      { type: 'button', class: 'row', tabindex: '-1', 'aria-expanded': 'false' },
      ...['row-time', 'row-type', 'row-id', 'row-data', 'row-bytes'].map((name) => h('span', { class: name }, '')),
    ),
  );
}

export function toggleRow(row) {
  const open = row.children.length === 1;
  row.firstChild.ariaExpanded = String(open);
  if (open) row.append(detail(entries.get(row)));
  else row.lastChild.remove();
}

function detail({ type, id, data }) {
  const facts = [
    ['type', type],
    ['lastEventId', id],
  ].filter(([, value]) => value);
  return h(
    'div',
    { class: 'detail' },
    h('dl', {}, ...facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    h('pre', { tabindex: '0' }, pretty(data) || '(empty)'),
    copyButton('Copy the data', () => data),
  );
}

function pretty(data) {
  if (!/^[[{]/.test(data)) return data;
  try {
    return JSON.stringify(JSON.parse(data), null, 2);
  } catch {
    return data;
  }
}

function clockTime(time) {
  const date = new Date(time);
  const digits = (n, count = 2) => String(n).padStart(count, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => digits(n)).join(':');
  return `${clock}.${digits(date.getMilliseconds(), 3)}`;
}
