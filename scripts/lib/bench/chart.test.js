import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw, standalone } from '../../../benches/chart.js';
import { ofDecoding, ofReading } from '../../../benches/panels.js';

const decoders = [
  { name: 'eventsource-wasm', kind: 'stream', ms: 10 },
  { name: 'eventsource-parser', kind: 'stream', ms: 20 },
  { name: 'openai', kind: 'stream', gaveUp: 0.5 },
  { name: 'a decoder that does nothing', kind: 'stream', floor: true, ms: 5 },
  { name: 'eventsource-wasm', kind: 'callback', ms: 10 },
  { name: 'fetch-event-source', kind: 'callback', ms: 40 },
  { name: 'eventsource-parser', kind: 'callback', ms: 5 },
  { name: 'a decoder that does nothing', kind: 'callback', floor: true, ms: 0.1 },
];

test('speeds are told in times of eventsource-parser; who gave up has none', () => {
  const [streams, callbacks] = ofDecoding([{ label: 'tokens', decoders }]);
  assert.deepEqual(
    streams.rows[0].marks.map(({ series, value }) => [series, value]),
    [
      ['ours', 2],
      ['reference', 1],
      ['floor', 4],
    ],
  );
  assert.deepEqual(
    callbacks.rows[0].marks.map(({ series, value, text }) => [series, value, text]),
    [
      ['ours', 0.5, '0.5×'],
      ['microsoft', 0.125, undefined],
      ['reference', 1, undefined],
    ],
  );
});

test('without peers, the floor is what is compared with', () => {
  const alone = decoders.filter(({ name, floor }) => name === 'eventsource-wasm' || floor);
  const [streams, ...others] = ofDecoding([{ label: 'tokens', decoders: alone }]);
  assert.deepEqual(others, []);
  assert.match(streams.note, /does nothing/);
  assert.equal(streams.rows[0].marks[0].value, 0.5);
});

test('what is compared with each other stands together', () => {
  const client = (name, kind, floor) => ({ name, detail: name, kind, floor, microsecondsPerEvent: 1 });
  const { rows } = ofReading({
    label: 'bulk',
    clients: [client('a', 'calls'), client('b', 'events'), client('c', 'calls', true), client('d', 'events')],
  });
  assert.deepEqual(
    rows.map(({ label, gap }) => [label, gap]),
    [
      ['b', false],
      ['d', false],
      ['a', true],
      ['reader.read() alone', true],
    ],
  );
});

test('the drawing is well-formed, in whatever width, and nothing in it is markup by accident', () => {
  const panels = [
    ...ofDecoding([{ label: '<events> & "more"', decoders }]),
    { kind: 'bars', title: 'a<b', note: '', rows: [{ label: 'x', marks: [{ series: 'peer', value: 0 }] }] },
  ];
  for (const [width, columns] of [
    [880, 2],
    [300, 1],
  ]) {
    const svg = draw(panels, { width, columns, label: 'A "chart"' });
    assert.doesNotMatch(svg, /NaN|undefined|Infinity|<events>|a<b/);
    assert.match(svg, /&#60;events&#62; &#38; &#34;more&#34;/);
    assert.equal(svg.match(/<g /g).length, svg.match(/<\/g>/g).length);
  }
});

test('what stands by itself knows light and dark', () => {
  const svg = standalone(draw([], { width: 100, label: '' }));
  assert.match(svg, /^<svg [^>]*><style>/);
  assert.match(svg, /@media \(prefers-color-scheme: dark\)/);
  for (const [, name] of svg.matchAll(/var\((--chart-\w+)\)/g)) {
    assert.equal(svg.split(`${name}: `).length - 1, 2, `${name} is given for light and for dark`);
  }
});
