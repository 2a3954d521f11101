import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GaveUp, geometricMean, median, spread, takeTurns } from '../../../benches/rounds.js';

test('the median is in the middle, in whatever order', () => {
  assert.equal(median([30, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([]), undefined);
});

test('the spread is what half of the figures are within', () => {
  assert.equal(spread([10, 10, 10]), 0);
  assert.equal(spread([8, 9, 10, 11, 100]), 0.1);
  assert.equal(spread([]), undefined);
});

test('twice and half make one in the geometric mean', () => {
  assert.ok(Math.abs(geometricMean([2, 0.5]) - 1) < 1e-12);
  assert.equal(geometricMean([]), undefined);
});

test('all take turns, and what is measured in warm-ups does not count', async () => {
  const seen = [];
  const results = await takeTurns(['a', 'b', 'c'], {
    rounds: 3,
    warmUps: 2,
    measure(subject, round) {
      seen.push({ subject, round });
      return round;
    },
  });
  assert.deepEqual(
    [...results.values()].map(({ figures }) => figures),
    Array(3).fill([0, 1, 2]),
  );
  for (let turn = 0; turn < seen.length; turn += 3) {
    const round = seen.slice(turn, turn + 3);
    assert.deepEqual(round.map(({ subject }) => subject).sort(), ['a', 'b', 'c']);
    assert.equal(new Set(round.map(({ round }) => round)).size, 1);
  }
});

test('who gives up is not asked again', async () => {
  let asked = 0;
  const results = await takeTurns(['slow', 'fast'], {
    rounds: 2,
    measure(subject) {
      if (subject === 'fast') return 1;
      asked++;
      throw new GaveUp(0.25);
    },
  });
  assert.equal(asked, 1);
  assert.deepEqual(results.get('slow'), { figures: [], gaveUp: 0.25 });
  assert.deepEqual(results.get('fast'), { figures: [1, 1] });
});

test('any other failure is one of the whole run', async () => {
  const measure = () => {
    throw new Error('other events');
  };
  await assert.rejects(takeTurns(['a'], { rounds: 1, measure }), /other events/);
});
