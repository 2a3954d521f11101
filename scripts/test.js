// npm test [-- step…] [--verbose]
// npm run test:everywhere
//
// Runs the tests, or the steps named: scripts, native, miri, fuzz, page, worker, types, size, e2e, recipes, packaging,
// places. `everywhere` adds e2e:script, which has the engine in JavaScript, places:rest, and the engines besides Chromium:
// page:firefox, worker:firefox, e2e:firefox, and the same for webkit. A step that fails, or that has no tests, makes the
// whole fail; the steps after it are run all the same.

import { parseArgs } from 'node:util';
import { buildPackage } from './lib/build/index.js';
import { main, messageOf, Problem } from './lib/problem.js';
import { duration, say } from './lib/progress.js';
import { ensureNpmPackages } from './lib/setup/npm.js';
import { none } from './lib/test/counted.js';
import { inWords, skipsInWords, total, unsteadyInWords } from './lib/test/counts.js';
import { setUp } from './lib/test/setup.js';
import { steps } from './lib/test/steps.js';

await main(async () => {
  const chosen = chooseSteps();
  const results = await runAll(chosen);
  const sum = total(results.map(({ counts }) => counts));

  say('\n── Summary\n');
  for (const { name, counts, ms } of results) say(`  ${name.padEnd(16)} ${inWords(counts).padEnd(32)} ${duration(ms)}`);
  for (const { name, counts } of results) {
    if (counts.reasons?.length) say(`\n  Skipped in ${name}:`);
    for (const line of skipsInWords(counts)) say(`    ${line}`);
    if (counts.unsteady) say(`\n  Failed in ${name}, and passed when it was run once more:`);
    for (const line of unsteadyInWords(counts)) say(`    ${line}`);
  }
  say();
  say(inWords(sum));
  if (sum.failed > 0) process.exitCode = 1;
});

function chooseSteps() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { verbose: { type: 'boolean' }, everywhere: { type: 'boolean' } },
  });
  const unknown = positionals.find((name) => !Object.hasOwn(steps, name));
  if (unknown) throw new Problem(`There is no step ${unknown}. The steps are: ${Object.keys(steps).join(', ')}.`);
  return Object.keys(steps).filter((name) =>
    positionals.length === 0 ? values.everywhere || !steps[name].everywhere : positionals.includes(name),
  );
}

/** The counts of each step. What is done before the steps is among them only where it failed. */
async function runAll(names) {
  const results = [];
  const attempt = async (name, work) => {
    const began = performance.now();
    say(`\n── ${name}\n`);
    let counts;
    try {
      counts = await work();
    } catch (error) {
      say(messageOf(error));
      counts = { ...none, failed: 1 };
    }
    if (counts) results.push({ name, counts, ms: performance.now() - began });
    return !counts;
  };

  let tools;
  const ready = await attempt('set-up', async () => {
    await ensureNpmPackages();
    tools = await setUp(names.map((name) => steps[name]));
  });
  if (!ready) return results;

  const built = names.some((name) => steps[name].built) && (await attempt('build', () => buildPackage()));
  for (const name of names) {
    await attempt(name, async () => {
      if (steps[name].built && !built) throw new Problem('The build failed: there is nothing to test.');
      const counts = await steps[name].run(tools);
      if (counts.passed + counts.failed === 0) throw new Problem('No tests were run, which is never right.');
      say(`  ${inWords(counts)}`);
      return counts;
    });
  }
  return results;
}
