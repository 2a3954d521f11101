import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { inRoot } from './paths.js';
import { Problem } from './problem.js';
import { run } from './run.js';
import { ensureRust } from './setup/rust.js';

const folder = inRoot('fuzz');

/**
 * What cargo-fuzz would ask of a nightly compiler, as far as the stable one can do it: coverage, which libFuzzer steers
 * by, but no sanitizer: the little that is unsafe runs under Miri.
 */
const instrumentation = [
  '--cfg=fuzzing',
  '-Cpasses=sancov-module',
  '-Cllvm-args=-sanitizer-coverage-level=4',
  '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters',
  '-Cllvm-args=-sanitizer-coverage-pc-table',
  '-Cllvm-args=-sanitizer-coverage-trace-compares',
];

/** Arguments and environment for cargo in fuzz. The explicit target keeps build scripts from being instrumented. */
export async function fuzzCargo() {
  const { host } = await ensureRust();
  return {
    args: ['--release', '--target', host],
    options: { cwd: folder, env: { ...process.env, CARGO_ENCODED_RUSTFLAGS: instrumentation.join('\x1f') } },
    programs: path.join(folder, 'target', host, 'release'),
  };
}

/**
 * Builds a fuzz target and runs it for some seconds, beginning with its seeds and what earlier runs have found. Returns
 * how many inputs it tried.
 */
export async function fuzz(target, seconds) {
  const { args, options, programs } = await fuzzCargo();
  await run('cargo', ['build', ...args], { doing: `Compiling the fuzz target ${target}`, ...options });

  const corpus = path.join('corpus', target);
  const artifacts = path.join('artifacts', target);
  await Promise.all([corpus, artifacts].map((dir) => mkdir(path.join(folder, dir), { recursive: true })));
  const play = (doing, flags, timeout) =>
    run(
      path.join(programs, target),
      [...flags, '-max_len=1024', '-timeout=10', `-artifact_prefix=${artifacts}${path.sep}`, corpus, `seeds/${target}`],
      { doing, cwd: folder, timeout },
    );

  const known = await play('Trying the inputs that are known', ['-runs=0'], 300);
  if (!/[1-9]\d* inline 8-bit counters/.test(known.output)) {
    throw new Problem('The fuzz target is not instrumented: libFuzzer would be shooting in the dark.');
  }
  const { output } = await play(
    `Fuzzing the ${target} for ${seconds} s`,
    [`-max_total_time=${seconds}`, `-dict=${target}.dict`, '-verbosity=0', '-print_final_stats=1'],
    seconds + 120,
  );
  return Number(output.match(/stat::number_of_executed_units: +(\d+)/)?.[1] ?? 0);
}
