import { consumer } from '../checksum.js';
import { breathe, complete, measured, takeTurns } from '../rounds.js';
import { patiently } from './feeding.js';
import { catalogue, workload as make } from './workloads.js';

/**
 * Decodes each workload with each decoder, in turns.
 *
 * @param {object} options
 * @param {import('./ours.js').Decoder[]} options.decoders
 * @param {number} options.rounds
 * @param {number} [options.warmUps] more than one: the first reads slowly, and the JIT has to see the other way, too
 * @param {number} [options.scale] how much of each workload, from 0 to 1
 * @param {number} [options.patience] how long one decoder may take for one workload, in ms
 * @param {string[]} [options.workloads] names; default: all
 * @param {(progress: { done: number, of: number, label: string, results: object[] }) => unknown} [options.onProgress]
 * @throws if two decoders do not agree on what is in a stream
 */
export async function decode({
  decoders,
  rounds,
  warmUps = 2,
  scale = 1,
  patience = 5000,
  workloads = catalogue.map(({ name }) => name),
  onProgress,
}) {
  const results = [];
  const turns = (rounds + warmUps) * decoders.length;
  for (const [index, name] of workloads.entries()) {
    const workload = make(name, scale);
    const expected = { whole: sumOf(workload, 'whole'), usual: sumOf(workload, 'text') };
    const prepared = new Map();
    for (const decoder of decoders) prepared.set(decoder, await decoder.prepare?.(workload));

    let turn = 0;
    const figures = await takeTurns(decoders, {
      rounds,
      warmUps,
      async measure(decoder, round) {
        const whole = round === -warmUps;
        const reader = consumer(whole ? 'whole' : 'text');
        const began = performance.now();
        await decoder.run(patiently(workload.chunks, patience), reader.take, prepared.get(decoder));
        const ms = performance.now() - began;
        const sum = whole ? expected.whole : expected.usual;
        if (reader.sum() !== sum) {
          throw new Error(`${decoder.name} (${decoder.detail}) on ${workload.label}: ${reader.sum()}, not ${sum}`);
        }
        return ms;
      },
      async onTurn({ subject, results: soFar }) {
        await onProgress?.({
          done: index + turn++ / turns,
          of: workloads.length,
          label: `${workload.label}: ${subject.name}`,
          results: complete(soFar) ? [...results, summary(workload, decoders, soFar)] : results,
        });
        await breathe();
      },
    });
    results.push(summary(workload, decoders, figures));
  }
  await onProgress?.({ done: workloads.length, of: workloads.length, label: '', results });
  return results;
}

/** What a consumer makes of the events that the stream was made of. */
function sumOf({ given }, reading) {
  const reader = consumer(reading);
  given.flat().forEach(reader.take);
  return reader.sum();
}

function summary(workload, decoders, figures) {
  const { name, label, bytes, given } = workload;
  const rows = decoders.map((decoder) => row(decoder, figures.get(decoder), bytes));
  return { name, label, bytes, events: given.flat().length, decoders: rows };
}

function row(decoder, { figures, gaveUp }, bytes) {
  const known = measured(decoder, figures);
  return { ...known, megabytesPerSecond: known.ms && bytes / known.ms / 1000, gaveUp };
}
