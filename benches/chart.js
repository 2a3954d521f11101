// The charts, as SVG: for a file that stands by itself in light and dark, and for a page that draws them as figures come.

/**
 * @typedef {object} Mark
 * @property {string} series what it stands for: a key of `series`
 * @property {number} value
 * @property {string} [text] written beside it
 *
 * @typedef {object} Panel
 * @property {'dots' | 'bars'} kind dots: ratios on a logarithmic axis around 1; bars: lengths from 0
 * @property {string} title
 * @property {string} note what is shown, and which way is better
 * @property {{ label: string, marks: Mark[], gap?: boolean }[]} rows a bar's row has one mark; `gap`: a new group begins
 */

/** Who is drawn how; dots differ in their shapes, too. */
export const series = {
  ours: { name: 'eventsource-wasm', shape: 'circle' },
  reference: { name: 'eventsource-parser', shape: 'line' },
  openai: { name: 'openai', shape: 'diamond' },
  microsoft: { name: 'fetch-event-source', shape: 'square' },
  peer: { name: 'others', shape: 'circle' },
  floor: { name: 'does nothing', shape: 'tick' },
};

const rowHeight = { dots: 26, bars: 24 };
const headHeight = 44;
const legendLine = 20;
const axisHeight = 26;
const groupGap = 12;
const letterWidth = 6.4;

/**
 * Draws panels in columns, and gives the SVG's markup.
 *
 * @param {Panel[]} panels
 * @param {{ width: number, columns?: number, label: string }} options `label`: for those who do not see it
 */
export function draw(panels, { width, columns = 1, label }) {
  const gutter = 36;
  const panelWidth = (width - gutter * (columns - 1)) / columns;
  let top = 0;
  const parts = [];
  for (let first = 0; first < panels.length; first += columns) {
    const line = panels.slice(first, first + columns);
    line.forEach((panel, column) => {
      const x = Math.round(column * (panelWidth + gutter));
      parts.push(`<g transform="translate(${x} ${top})">${drawPanel(panel, panelWidth)}</g>`);
    });
    top += Math.max(...line.map((panel) => heightOf(panel, panelWidth))) + 28;
  }
  const height = Math.max(0, top - 28);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}">${parts.join('')}</svg>`;
}

/** The same with its style and a background, to be looked at by itself. */
export function standalone(svg) {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
  const margin = 20;
  const box = `viewBox="${-margin} ${-margin} ${Number(width) + 2 * margin} ${Number(height) + 2 * margin}"`;
  const background = `<rect class="chart-background" x="${-margin}" y="${-margin}" width="100%" height="100%" rx="10"/>`;
  return svg
    .replace(/viewBox="[^"]*" width="[^"]*" height="[^"]*"/, `${box} width="${Number(width) + 2 * margin}"`)
    .replace(/>/, `><style>${colours}${style}</style>${background}`);
}

/** Takes its colours from `--chart-…`. */
export const style = `
.chart { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif }
.chart text { fill: var(--chart-ink) }
.chart-background { fill: var(--chart-paper) }
.chart .chart-label { paint-order: stroke; stroke: var(--chart-paper); stroke-width: 4px; stroke-linejoin: round }
.chart .chart-title { font-size: 14px; font-weight: 650 }
.chart .chart-note, .chart .chart-tick { fill: var(--chart-quiet) }
.chart .chart-note { font-size: 11.5px }
.chart .chart-tick { font-size: 11px; text-anchor: middle }
.chart .chart-value { font-size: 11.5px; font-variant-numeric: tabular-nums }
.chart .chart-value-ours { font-weight: 650 }
.chart .chart-grid { stroke: var(--chart-line) }
.chart .chart-one { stroke: var(--chart-reference); stroke-width: 1.5 }
.chart .chart-win { stroke: var(--chart-ours); stroke-width: 3; stroke-linecap: round; opacity: 0.35 }
.chart .chart-loss { stroke: var(--chart-lost); stroke-width: 3; stroke-linecap: round; opacity: 0.5 }
.chart .chart-ours { fill: var(--chart-ours) }
.chart .chart-peer, .chart .chart-reference { fill: var(--chart-peer) }
.chart .chart-openai { fill: var(--chart-paper); stroke: var(--chart-openai); stroke-width: 1.6 }
.chart .chart-microsoft { fill: var(--chart-paper); stroke: var(--chart-microsoft); stroke-width: 1.6 }
.chart .chart-floor { fill: var(--chart-paper); stroke: var(--chart-quiet); stroke-width: 1.4 }
.chart .chart-dashed { stroke-dasharray: 3 2 }
.chart .chart-ratio { font-weight: 650; text-anchor: end; font-variant-numeric: tabular-nums }
.chart .chart-ratio-loss { fill: var(--chart-lost) }
`;

const colours = `
:root { --chart-paper: #ffffff; --chart-ink: #1c1f1c; --chart-quiet: #64685f; --chart-line: #e8e6df; --chart-ours: #0d7a6c; --chart-lost: #ad261c; --chart-peer: #b9bdb5; --chart-reference: #555a53; --chart-openai: #8f5300; --chart-microsoft: #2a5db0 }
@media (prefers-color-scheme: dark) { :root { --chart-paper: #121413; --chart-ink: #ecebe6; --chart-quiet: #a0a69e; --chart-line: #2a2f2c; --chart-ours: #4cc7af; --chart-lost: #ff9f94; --chart-peer: #5b625d; --chart-reference: #b0b5ad; --chart-openai: #f0b966; --chart-microsoft: #8fb8ff } }
`;

/** Where there is little room, labels stand above their rows. */
const isNarrow = (width) => width < 400;
const heightOfRow = ({ kind }, width) => rowHeight[kind] + (isNarrow(width) ? 16 : 0);

/** Title and note, and who is who. */
function headOf({ kind, rows }, width) {
  return headHeight + (kind === 'dots' ? legend(rows, width).lines * legendLine : 0);
}

function heightOf(panel, width) {
  const gaps = panel.rows.filter(({ gap }) => gap).length * groupGap;
  const axis = panel.kind === 'dots' ? axisHeight : 0;
  return headOf(panel, width) + panel.rows.length * heightOfRow(panel, width) + gaps + axis;
}

function drawPanel(panel, width) {
  const { kind, title, note, rows } = panel;
  const head = headOf(panel, width);
  const longest = Math.max(0, ...rows.map(({ label }) => label.length * letterWidth));
  const left = isNarrow(width) ? 12 : Math.min(longest, width * 0.55) + 10;
  const scale = kind === 'dots' ? ratioScale(rows, left + 6, width - 52) : lengthScale(rows, left, width - 52);
  const parts = [
    `<text class="chart-title" y="12">${escaped(title)}</text>`,
    `<text class="chart-note" y="30">${escaped(note)}</text>`,
  ];
  if (kind === 'dots') parts.push(legend(rows, width).markup);

  if (kind === 'dots') parts.push(axis(scale, head, heightOf(panel, width) - axisHeight));

  let y = head;
  for (const row of rows) {
    if (row.gap) y += groupGap;
    const middle = y + heightOfRow(panel, width) - rowHeight[kind] / 2;
    const at = isNarrow(width) ? `x="0" y="${y + 12}"` : `x="0" y="${middle + 4}"`;
    parts.push(`<text class="chart-label" ${at}>${escaped(row.label)}</text>`);
    parts.push(kind === 'dots' ? dots(row, scale, middle, width) : bar(row, scale, middle));
    y += heightOfRow(panel, width);
  }
  return parts.join('');
}

/** Who is who, in as many lines as it takes. */
function legend(rows, width) {
  const used = Object.keys(series).filter((key) => rows.some(({ marks }) => marks.some((mark) => mark.series === key)));
  let x = 8;
  let line = 0;
  const parts = used.map((key) => {
    const { name } = series[key];
    const wide = 14 + name.length * 6.3;
    if (x + wide > width) {
      x = 8;
      line++;
    }
    const y = 48 + line * legendLine;
    const part = `${shape(key, round(x), y)}<text class="chart-note" x="${round(x + 12)}" y="${y + 4}">${escaped(name)}</text>`;
    x += wide + 16;
    return part;
  });
  return { markup: parts.join(''), lines: line + 1 };
}

/** Logarithmic, and wide enough for all. */
function ratioScale(rows, left, right) {
  const values = rows.flatMap(({ marks }) => marks.map(({ value }) => value));
  const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];
  const low = ticks.findLast((tick) => tick <= Math.min(0.5, ...values)) ?? ticks[0];
  const high = ticks.find((tick) => tick >= Math.max(2, ...values)) ?? ticks.at(-1);
  const at = (value) => left + ((right - left) * Math.log(clamp(value, low, high) / low)) / Math.log(high / low);
  let shown = ticks.filter((tick) => tick >= low && tick <= high);
  // Where they are many: the powers of ten, and their like.
  if (shown.length * 34 > right - left)
    shown = shown.filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6));
  return { at, ticks: shown };
}

function axis({ at, ticks }, top, bottom) {
  return ticks
    .map((tick) => {
      const x = round(at(tick));
      return (
        `<line class="${tick === 1 ? 'chart-one' : 'chart-grid'}" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>` +
        `<text class="chart-tick" x="${x}" y="${bottom + 16}">${tick}×</text>`
      );
    })
    .join('');
}

function dots({ marks }, { at }, y, width) {
  const ours = marks.find((mark) => mark.series === 'ours');
  const others = marks.filter((mark) => mark !== ours).map((mark) => shape(mark.series, round(at(mark.value)), y));
  if (!ours) return others.join('');
  const x = round(at(ours.value));
  const stem = `<line class="${ours.value < 1 ? 'chart-loss' : 'chart-win'}" x1="${round(at(1))}" x2="${x}" y1="${y}" y2="${y}"/>`;
  const loss = ours.value < 1 ? ' chart-ratio-loss' : '';
  const text = `<text class="chart-ratio${loss}" x="${width}" y="${y + 4}">${escaped(ours.text ?? '')}</text>`;
  return [stem, ...others, shape('ours', x, y), text].join('');
}

function lengthScale(rows, left, right) {
  const most = Math.max(1e-9, ...rows.flatMap(({ marks }) => marks.map(({ value }) => value)));
  return { left, length: (value) => ((right - left) * value) / most };
}

function bar({ marks: [{ series: key, value, text }] }, { left, length }, y) {
  const width = Math.max(2, round(length(value)));
  const kind = key === 'ours' ? ' chart-value-ours' : '';
  return (
    `<rect class="chart-${key}${key === 'floor' ? ' chart-dashed' : ''}" x="${round(left)}" y="${y - 8}" width="${width}" height="16" rx="3"/>` +
    `<text class="chart-value${kind}" x="${round(left) + width + 6}" y="${y + 4}">${escaped(text ?? String(value))}</text>`
  );
}

function shape(key, x, y) {
  const name = `class="chart-${key}"`;
  switch (series[key].shape) {
    case 'diamond':
      return `<path ${name} d="M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"/>`;
    case 'square':
      return `<rect ${name} x="${x - 4}" y="${y - 4}" width="8" height="8" rx="1"/>`;
    case 'tick':
      return `<rect ${name} x="${x - 1.5}" y="${y - 7}" width="3" height="14" rx="1.5"/>`;
    case 'line':
      return `<line class="chart-one" x1="${x}" x2="${x}" y1="${y - 6}" y2="${y + 6}"/>`;
    default:
      return `<circle ${name} cx="${x}" cy="${y}" r="${key === 'ours' ? 5.5 : 4}"/>`;
  }
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const round = (value) => Math.round(value * 10) / 10;

function escaped(text) {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
