// Subjects that take turns: what the machine is busy with besides meets all of them alike.

/** What a run throws to say that it would take too long. */
export class GaveUp extends Error {
  /** @param {number} share how much of the work was done by then, from 0 to 1 */
  constructor(share) {
    super(`gave up after ${Math.round(share * 100)} %`);
    this.share = share;
  }
}

/** @typedef {{ figures: number[], gaveUp?: number }} Result `gaveUp`: the share that was done by then */

/**
 * Measures subjects in rounds, in another order each time. A subject that gives up in the warm-up is not asked again.
 *
 * @template Subject
 * @param {Subject[]} subjects
 * @param {object} options
 * @param {(subject: Subject, round: number) => number | Promise<number>} options.measure gives a figure; the round of a
 *   warm-up is negative
 * @param {number} options.rounds
 * @param {number} [options.warmUps]
 * @param {(turn: { round: number, subject: Subject, results: Map<Subject, Result> }) => unknown} [options.onTurn] called,
 *   and waited for, before each turn, with what there is so far
 * @returns {Promise<Map<Subject, Result>>}
 */
export async function takeTurns(subjects, { measure, rounds, warmUps = 1, onTurn }) {
  const results = new Map(subjects.map((subject) => [subject, { figures: [] }]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const subject of shuffled(subjects)) {
      const result = results.get(subject);
      if (result.gaveUp !== undefined) continue;
      await onTurn?.({ round, subject, results });
      try {
        const figure = await measure(subject, round);
        if (round >= 0) result.figures.push(figure);
      } catch (error) {
        if (!(error instanceof GaveUp)) throw error;
        result.gaveUp = error.share;
      }
    }
  }
  return results;
}

/** A turn of the event loop, in which a page may draw, and garbage collection where a browser lets us ask for it. */
export async function breathe() {
  await new Promise((resolve) => setTimeout(resolve));
  globalThis.gc?.();
}

function shuffled(items) {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}

/** Whether there is something to say of everybody yet. */
export function complete(results) {
  return [...results.values()].every(({ figures, gaveUp }) => figures.length > 0 || gaveUp !== undefined);
}

/** The middle one, or the mean of the two in the middle. */
export function median(figures) {
  if (figures.length === 0) return undefined;
  const sorted = [...figures].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Half of the figures lie this near to the median, as a share of it: how far a figure can be trusted. */
export function spread(figures) {
  const middle = median(figures);
  return middle ? median(figures.map((figure) => Math.abs(figure - middle))) / middle : undefined;
}

/** Who was measured, and what came of it: the median in ms, and how far the rounds are from it. */
export function measured({ name, detail, kind, floor }, figures) {
  return { name, detail, kind, floor, ms: median(figures), spread: spread(figures) };
}

export function geometricMean(figures) {
  if (figures.length === 0) return undefined;
  return Math.exp(figures.reduce((sum, figure) => sum + Math.log(figure), 0) / figures.length);
}
