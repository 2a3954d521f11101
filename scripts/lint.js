// npm run lint [-- --verbose]
//
// Formatting, lints, types and docs of both languages; a warning is an error. Nothing is changed: `cargo fmt` and
// `npx biome check --write` do that.

import { buildEngine } from './lib/build/engine.js';
import { fuzzCargo } from './lib/fuzz.js';
import { inRoot, npmBin } from './lib/paths.js';
import { main, messageOf, Problem } from './lib/problem.js';
import { say } from './lib/progress.js';
import { run } from './lib/run.js';
import { ensureCxxCompiler } from './lib/setup/cxx.js';
import { ensureNpmPackages } from './lib/setup/npm.js';
import { ensureRustComponents, ensureWasmTarget, wasmTarget } from './lib/setup/rust.js';

const wasm = ['--target', wasmTarget];
const npm = ['--features', 'npm'];
const strict = ['--', '-D', 'warnings'];

await main(async () => {
  await ensureRustComponents('rustfmt', 'clippy');
  await ensureNpmPackages();
  await ensureWasmTarget();
  await ensureCxxCompiler();
  const fuzz = await fuzzCargo();
  // The TypeScript is checked against the types of what the engine exports, which are generated.
  await buildEngine();

  const docs = { env: { ...process.env, RUSTDOCFLAGS: '-D warnings' } };
  const checks = [
    ['Rust: formatting', 'cargo', ['fmt', '--check']],
    ['Rust: formatting of the fuzz target', 'cargo', ['fmt', '--check'], fuzz.options],
    ['Rust: formatting of the native benchmark', 'cargo', ['fmt', '--check'], { cwd: inRoot('benches', 'native') }],
    ['Rust: clippy', 'cargo', ['clippy', '--all-targets', ...strict]],
    ['Rust: clippy for wasm', 'cargo', ['clippy', ...wasm, '--lib', '--test', 'browser', ...strict]],
    ['Rust: clippy for wasm, with what npm ships', 'cargo', ['clippy', ...wasm, ...npm, ...strict]],
    ['Rust: clippy of the fuzz target', 'cargo', ['clippy', ...fuzz.args, ...strict], fuzz.options],
    ['Rust: docs', 'cargo', ['doc', '--no-deps'], docs],
    ['Rust: docs for wasm', 'cargo', ['doc', '--no-deps', ...wasm], docs],
    ['JavaScript and TypeScript: biome', npmBin('biome'), ['ci', '--error-on-warnings', '--colors=off']],
    ['TypeScript: tsc', npmBin('tsc'), ['-p', '.']],
  ];
  const failed = [];
  for (const [doing, command, args, options] of checks) {
    try {
      await run(command, args, { doing, ...options });
    } catch (error) {
      say(`${messageOf(error)}\n`);
      failed.push(doing);
    }
  }
  if (failed.length > 0)
    throw new Problem(`${failed.length} of ${checks.length} checks failed:\n  ${failed.join('\n  ')}`);
  say(`\nAll ${checks.length} checks passed.`);
});
