import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot, root } from '../paths.js';
import { Problem } from '../problem.js';
import { capture } from '../processes.js';
import { say } from '../progress.js';
import { run } from '../run.js';
import { ensureRust, ensureRustSource, ensureWasmTarget, wasmTarget } from '../setup/rust.js';

/**
 * Compiles the crate to wasm as npm ships it, and returns the path of the file.
 *
 * More than a quarter of what the engine would weigh is the standard library's code for formatting panic messages. It
 * goes away when the standard library is compiled along, with panics that abort at once. This is an unstable feature,
 * so RUSTC_BOOTSTRAP lets the stable compiler take it; the source of the standard library comes with rustup.
 *
 * `plain` compiles for the first version of WebAssembly, which is all that can be translated into JavaScript. The
 * precompiled standard library has more in it: with that there is no such form, and the result is undefined.
 */
export async function compileEngine({ prebuiltStd = false, plain = false } = {}) {
  const { sysroot } = await ensureRust();
  const small = !prebuiltStd && (await canBuildStd());
  if (!small && plain) return undefined;
  if (!small) await ensureWasmTarget();

  // Not the folder that `cargo test` uses: the two would undo each other's work with their different flags.
  const targetDir = inRoot('target', plain ? 'npm-plain' : small ? 'npm' : 'npm-prebuilt-std');
  const args = ['build', '--release', '--lib', '--target', wasmTarget, '--features', 'npm', '--target-dir', targetDir];
  // In CI, a Cargo.lock that doesn't fit Cargo.toml is a mistake to be told about, not to be put right in passing.
  if (process.env.CI) args.push('--locked');

  // Where something was on the machine that built the package is nobody's business.
  const cargoHome = process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo');
  const flags = [
    `--remap-path-prefix=${cargoHome}=/cargo`,
    `--remap-path-prefix=${sysroot}=/rust`,
    `--remap-path-prefix=${root}=/`,
  ];
  const env = { ...process.env };
  if (small) {
    args.push('-Zbuild-std=std,panic_abort', '-Zbuild-std-features=');
    // A panic says nothing, so it need not know where it was.
    flags.push('-Zunstable-options', '-Cpanic=immediate-abort', '-Zlocation-detail=none');
    // Told to spare bytes, LLVM hardly inlines a closure, which costs more than it spares: what the closure captures goes
    // through memory. The compiler's own inlining, before that, saves a seventh.
    flags.push('-Zinline-mir=yes', '-Zinline-mir-threshold=80');
    env.RUSTC_BOOTSTRAP = '1';
  }
  // One instruction looks at sixteen bytes. What the parser does without is in src/parser/line_end/scalar.rs.
  flags.push(plain ? '-Ctarget-cpu=mvp' : '-Ctarget-feature=+simd128,-reference-types');
  // The encoded form can hold paths with spaces. It also replaces RUSTFLAGS: the package is the same on every machine.
  env.CARGO_ENCODED_RUSTFLAGS = flags.join('\x1f');

  if (!existsSync(targetDir))
    say('The engine is compiled for the first time, which takes about a minute on two cores.');
  await run('cargo', args, { doing: `Compiling the engine${plain ? ' for where WebAssembly may not run' : ''}`, env });
  return path.join(targetDir, wasmTarget, 'release', 'eventsource_wasm.wasm');
}

/** Whether the standard library can be compiled along. Where it can't, that is said loudly; in CI it is an error. */
async function canBuildStd() {
  const understood = await capture('rustc', ['-Zunstable-options', '-Cpanic=immediate-abort', '--print=sysroot'], {
    env: { ...process.env, RUSTC_BOOTSTRAP: '1' },
  });
  let obstacle;
  if (understood.code !== 0) obstacle = 'this Rust does not know panic=immediate-abort yet (`rustup update` helps)';
  else if (!(await ensureRustSource())) {
    obstacle = 'the source of the standard library is missing (`rustup component add rust-src` installs it)';
  }
  if (!obstacle) return true;

  const message = `The engine can't be compiled with its own standard library: ${obstacle}.`;
  if (process.env.CI) throw new Problem(message);
  say(
    `\nWARNING: ${message}\nWARNING: It gets the precompiled one, and works, but is half as big again. Don't publish it.\n`,
  );
  return false;
}
