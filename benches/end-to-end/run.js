import { consumer } from '../checksum.js';
import { breathe, complete, measured, takeTurns } from '../rounds.js';

/** How the server sends. `events`: how many, at full scale; `patience`: how many times the rounds, as some vary more. */
export const deliveries = [
  { name: 'bulk', what: 'LLM tokens in bulk', events: 100_000, patience: 1 },
  { name: 'one-by-one', what: 'LLM tokens, one by one', events: 10_000, patience: 7 },
];

/**
 * Reads streams over HTTP with each client, in turns.
 *
 * @param {object} options
 * @param {import('./ours.js').Client[]} options.clients
 * @param {number} options.rounds
 * @param {number} [options.warmUps]
 * @param {number} [options.scale] from 0 to 1
 * @param {(progress: { done: number, of: number, label: string, results: object[] }) => unknown} [options.onProgress]
 * @throws if two clients do not agree on what is in a stream
 */
export async function endToEnd({ clients, rounds, warmUps = 1, scale = 1, onProgress }) {
  const results = [];
  for (const [index, delivery] of deliveries.entries()) {
    const { name, patience } = delivery;
    const turns = (rounds * patience + warmUps) * clients.length;
    const count = Math.round(delivery.events * scale);
    const sums = new Map();
    let turn = 0;
    const figures = await takeTurns(clients, {
      rounds: rounds * patience,
      warmUps,
      async measure(client, round) {
        const whole = round === -warmUps;
        const reader = consumer(whole ? 'whole' : 'text');
        const began = performance.now();
        await client.run(`/bench/stream/${name}?events=${count}`, reader.take);
        const ms = performance.now() - began;
        if (!client.floor) agree(sums, whole, client, count, reader);
        return ms;
      },
      async onTurn({ subject, results: soFar }) {
        const done = index + turn++ / turns;
        const label = `${name}: ${subject.name}, ${subject.detail}`;
        const known = complete(soFar) ? [...results, summary(delivery, clients, soFar, count)] : results;
        await onProgress?.({ done, of: deliveries.length, label, results: known });
        await breathe();
      },
    });
    results.push(summary(delivery, clients, figures, count));
  }
  await onProgress?.({ done: deliveries.length, of: deliveries.length, label: '', results });
  return results;
}

/** The first client to read says what is in the stream; all the others have to say the same. */
function agree(sums, whole, { name, detail }, count, reader) {
  const sum = reader.sum();
  if (!sums.has(whole)) sums.set(whole, sum);
  if (reader.count() !== count || sum !== sums.get(whole)) {
    throw new Error(`${name} (${detail}): ${sum}, where another had ${sums.get(whole)}, and ${count} were sent`);
  }
}

function summary({ name, what }, clients, figures, events) {
  const rows = clients.map((client) => row(client, figures.get(client).figures, events));
  return { name, label: `${events.toLocaleString('en')} ${what}`, events, clients: rows };
}

function row(client, figures, events) {
  const known = measured(client, figures);
  const each = (ms) => (ms * 1000) / events;
  return { ...known, microsecondsPerEvent: each(known.ms), microsecondsAtBest: each(Math.min(...figures)) };
}
