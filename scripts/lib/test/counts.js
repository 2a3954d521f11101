/**
 * How many tests passed, failed and were skipped, read from what the runners print. Where they print nothing of the
 * kind, the counts are zero, which counts as a failure: a suite that has vanished must not look like one that passes.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of.
const colours = /\x1b\[[0-9;]*m/g;

/** From cargo test and from wasm-bindgen's runner: a line for each binary, `test result: ok. 3 passed; 0 failed; …`. */
export function cargoCounts(output) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const results = output.replace(colours, '').matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm);
  for (const [, passed, failed, ignored] of results) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
  return counts;
}

/** From node:test's spec reporter, whose last lines are `ℹ pass 3`, `ℹ fail 0` and so on. */
export function nodeCounts(output) {
  const last = (name) =>
    Number([...output.replace(colours, '').matchAll(new RegExp(`^ℹ ${name} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  return {
    passed: last('pass'),
    failed: last('fail') + last('cancelled'),
    skipped: last('skipped') + last('todo'),
    reasons: skipReasons(output),
    failures: failures(output),
  };
}

/** Which tests failed, and in which file: the spec reporter lists them at its end, each below a `test at file:line:column`. */
function failures(output) {
  const list = output.replace(colours, '').split('\n✖ failing tests:').slice(1).at(-1) ?? '';
  const found = list.matchAll(/^test at (.+?):\d+:\d+\n✖ (.+?)(?: \([\d.]+ms\))?$/gm);
  return [...found].map(([, file, name]) => ({ file, name }));
}

/** Why tests were skipped, a reason for each of them. The spec reporter writes `﹣ name (0.1ms) # reason`. */
function skipReasons(output) {
  const lines = output.replace(colours, '').matchAll(/^ *﹣ .* # (.+)$/gm);
  return [...lines].map(([, reason]) => reason);
}

/** The sum of counts. */
export function total(all) {
  const sum = (name) => all.reduce((value, counts) => value + counts[name], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** `3 passed, 0 failed`, and what was skipped, if anything was. */
export function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

/** The tests that passed when they were run once more, as lines. */
export function unsteadyInWords({ unsteady = [] }) {
  return unsteady.map(({ file, name }) => `${name} (${file})`);
}

/** Why tests were skipped, and how many for each reason: `3 × Firefox …`. */
export function skipsInWords({ reasons = [] }) {
  return [...new Set(reasons)].map((reason) => {
    const count = reasons.filter((other) => other === reason).length;
    return `${count} × ${reason}`;
  });
}
