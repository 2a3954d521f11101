// What the figures say in words: whom this package is compared with, where it loses, and what it has set itself.

import { geometricMean } from '../../../benches/rounds.js';
import { bytes, short, times } from './figures.js';

export const us = 'eventsource-wasm';

/**
 * @typedef {object} Finding
 * @property {string} text
 * @property {boolean} [lost] we are slower, or larger
 * @property {boolean} [reached] whether a goal is reached; undefined where the finding is none
 */

const find = (rows, name, kind, detail) =>
  rows.find((row) => row.name === name && (!kind || row.kind === kind) && (!detail || row.detail === detail));

/** How many times as fast as a rival we are. One who gave up counts for as long as it was waited for, and so is not here. */
const ratioOf = (ours, rival) => (ours.ms && rival?.ms ? rival.ms / ours.ms : undefined);

/** @returns {Finding[]} */
export function ofDecoding({ workloads }) {
  const findings = [];
  for (const [kind, what] of [
    ['stream', 'as a stream'],
    ['callback', 'as a bare parser'],
  ]) {
    const names = new Set(workloads.flatMap(({ decoders }) => decoders.filter(isRival(kind)).map(({ name }) => name)));
    for (const name of names) {
      const ratios = workloads.map(({ label, decoders }) => ({
        label,
        ratio: ratioOf(find(decoders, us, kind), find(decoders, name, kind)),
        // What nobody can be much faster than.
        most: ratioOf(floorOf(decoders, kind), find(decoders, name, kind)),
      }));
      const known = ratios.filter(({ ratio }) => ratio !== undefined);
      const mean = geometricMean(known.map(({ ratio }) => ratio));
      findings.push(...losses(known, `${name}, ${what}`));
      if (name === 'eventsource-parser') {
        findings.push({
          reached: known.every(({ ratio }) => ratio >= 1),
          text: `Decoding ${what}: no slower than ${name} on any workload (at worst ${worst(known)})`,
        });
        const { name: floor } = floorOf(workloads[0].decoders, kind);
        const most = geometricMean(known.map(({ most }) => most));
        findings.push({
          reached: mean >= 2,
          text: `Decoding ${what}: twice as fast as ${name} in the geometric mean (${times(mean)}; ${floor} ${times(most)})`,
        });
      }
      if (name === 'fetch-event-source') {
        findings.push({
          reached: known.every(({ ratio }) => ratio >= 5),
          text: `Decoding ${what}: five times as fast as ${name}’s parser (${times(mean)} in the geometric mean, at worst ${worst(known)})`,
        });
      }
    }
    findings.push(linear(workloads, kind, what));
  }
  return findings;
}

const floorOf = (decoders, kind) => decoders.find((row) => row.floor && row.kind === kind);
const isRival = (kind) => (row) => row.kind === kind && row.name !== us && !row.floor;

/** One long line costs the same however it is cut, beyond what each chunk of a stream costs by itself. */
function linear(workloads, kind, what) {
  const [large, small] = ['line-16k', 'line-1k'].map((name) => {
    const { decoders } = workloads.find((workload) => workload.name === name);
    const floor = kind === 'stream' ? floorOf(decoders, kind)?.ms : 0;
    return find(decoders, us, kind).ms - (floor ?? 0);
  });
  const ratio = small <= 0 ? 0 : small / Math.max(0, large);
  return {
    reached: ratio <= 2,
    text:
      `Decoding ${what}: one long line costs no more than twice as much in 1 KB chunks as in 16 KB chunks, beyond what ` +
      `doing nothing costs (${ratio === 0 ? 'nothing' : times(ratio)})`,
  };
}

/** @returns {Finding[]} */
export function ofReading({ deliveries, coldStart }) {
  const findings = [];
  const [bulk, oneByOne] = ['bulk', 'one-by-one'].map((name) => deliveries.find((delivery) => delivery.name === name));
  const compare = (rows, ours, rival, least, text) => {
    const ratio = ratioOf(find(rows, us, undefined, ours), find(rows, rival));
    findings.push({ reached: ratio >= least, text: `${text} (${times(ratio)})` });
  };
  compare(bulk.clients, 'EventSource', 'eventsource', 1.5, 'In bulk: EventSource 1.5 times as fast as eventsource');
  compare(bulk.clients, 'EventSource', 'the browser', 8, 'In bulk: EventSource 8 times as fast as the browser’s own');
  compare(
    bulk.clients,
    'EventSource',
    'event-source-polyfill',
    1,
    'In bulk: EventSource no slower than event-source-polyfill',
  );
  compare(
    bulk.clients,
    'eventStream',
    'fetch-event-source',
    2,
    'In bulk: eventStream twice as fast as fetch-event-source',
  );
  for (const ours of oneByOne.clients.filter(({ name }) => name === us)) {
    // Each write wakes four processes. What else the machine does can only make that longer, and it does by more than clients
    // differ: the fastest round is what they need themselves.
    const rivals = oneByOne.clients.filter(isRival(ours.kind));
    const best = rivals.reduce((least, row) => (row.microsecondsAtBest < least.microsecondsAtBest ? row : least));
    const ratio = best.microsecondsAtBest / ours.microsecondsAtBest;
    findings.push({
      // A twentieth is what two runs of the same differ by.
      reached: ratio >= 0.95,
      text:
        `One by one: ${ours.detail} no slower than any other, each in its fastest round (${times(ratio)} of ${best.name}; ` +
        `${times(ratioOf(ours, best))} in the median, with half of its rounds within ${Math.round(ours.spread * 100)} %)`,
    });
  }
  for (const { detail } of coldStart.filter(({ name }) => name === us)) {
    compare(
      coldStart,
      detail,
      'fetch-event-source',
      1 / 1.25,
      `First event on a cold page: ${detail} within 1.25 times of fetch-event-source`,
    );
  }
  for (const [rows, place] of [
    [bulk.clients, 'in bulk'],
    [oneByOne.clients, 'one by one'],
    [coldStart, 'on a cold page'],
  ]) {
    for (const ours of rows.filter(({ name }) => name === us)) {
      const ratios = rows
        .filter(isRival(ours.kind))
        .map((rival) => ({ label: `${rival.name} (${rival.detail})`, ratio: ratioOf(ours, rival) }));
      for (const { label, ratio } of ratios.filter(({ ratio }) => ratio < 0.95)) {
        findings.push({ lost: true, text: `${ours.detail} ${place}: ${times(ratio)} the speed of ${label}` });
      }
    }
  }
  return findings;
}

/** @returns {Finding[]} */
export function ofMemory({ amounts, results }) {
  const grown = (name) => {
    const { before, after } = results.find((row) => row.name === name && row.scenario === 'sources');
    return (after.heap - before.heap + after.wasm - before.wasm) / amounts.sources;
  };
  const kept = results
    .filter(({ name }) => name === us)
    .map(({ scenario, before, after }) => ({ scenario, grown: after.wasm - before.wasm }))
    .filter(({ grown }) => grown > 4e6);
  const after = {
    events: `${amounts.events.toLocaleString('en')} events`,
    large: `an event of ${bytes(amounts.bytes)}`,
  };
  // What the browser keeps of each request it keeps of ours, too.
  const [ours, native] = [us, 'the browser'].map(grown);
  return [
    {
      // A hundred bytes are no object that was left behind.
      reached: ours - native < 100,
      text:
        `Memory stays flat over ${amounts.sources.toLocaleString('en')} sources opened and closed: it grows by ` +
        `${short(ours)} bytes for each, with the browser’s own by ${short(native)}`,
    },
    ...kept.map(({ scenario, grown }) => ({
      lost: true,
      text: `After ${after[scenario]}, the WebAssembly memory is ${bytes(grown)} larger, and stays so; others keep nothing`,
    })),
  ];
}

/** @returns {Finding[]} */
export function ofParsing({ workloads }) {
  const findings = [];
  const tokens = workloads.find(({ name }) => name === 'tokens-64k').parsers.find(({ name }) => name === us);
  findings.push({
    reached: tokens.gigabytesPerSecond >= 2,
    text: `Natively: over 2 GB/s on LLM tokens (${short(tokens.gigabytesPerSecond)} GB/s)`,
  });
  for (const { label, parsers } of workloads) {
    const ours = parsers.find(({ name }) => name === us);
    for (const rival of parsers.filter(({ name }) => name !== us)) {
      const ratio = rival.gigabytesPerSecond && ours.gigabytesPerSecond / rival.gigabytesPerSecond;
      if (ratio < 0.95)
        findings.push({ lost: true, text: `${label}, natively: ${times(ratio)} the speed of ${rival.name}` });
    }
  }
  return findings;
}

/** Which of our exports does what which of the peers does. */
const sameJob = {
  EventSource: ['eventsource', 'event-source-polyfill', 'extended-eventsource', 'sse.js'],
  fetchEventSource: ['@microsoft/fetch-event-source'],
  EventStreamDecoder: ['eventsource-parser/stream', 'openai/core/streaming.mjs'],
};

/** @returns {Finding[]} */
export function ofSizes({ sizes, others }) {
  const sizeOf = (name) => sizes.find((size) => size.name === name && size.of).brotli;
  const limit = 12_000;
  const size = sizeOf('EventSource');
  const findings = [
    {
      reached: size <= limit,
      text: `import { EventSource }: at most ${limit.toLocaleString('en')} bytes of brotli (${size.toLocaleString('en')})`,
    },
  ];
  for (const [name, rivals] of Object.entries(sameJob)) {
    const smaller = others
      .filter(({ of, brotli }) => rivals.includes(of) && brotli < sizeOf(name))
      .map(({ of, brotli }) => `${times(sizeOf(name) / brotli)} the size of ${of}`);
    if (smaller.length > 0) findings.push({ lost: true, text: `${name} is ${smaller.join(', ')}` });
  }
  return findings;
}

function losses(ratios, rival) {
  return ratios
    .filter(({ ratio }) => ratio < 0.95)
    .map(({ label, ratio }) => ({ lost: true, text: `${label}: ${times(ratio)} the speed of ${rival}` }));
}

function worst(ratios) {
  const { label, ratio } = ratios.reduce((least, row) => (row.ratio < least.ratio ? row : least));
  return `${times(ratio)} on ${label}`;
}
