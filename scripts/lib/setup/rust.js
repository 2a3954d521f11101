import { existsSync } from 'node:fs';
import path from 'node:path';
import { which } from '../find.js';
import { Problem } from '../problem.js';
import { capture } from '../processes.js';
import { say } from '../progress.js';
import { run } from '../run.js';

/** The target that the engine is compiled for. */
export const wasmTarget = 'wasm32-unknown-unknown';

/** rustc's version and where its libraries are; throws where there is no Rust. */
export async function ensureRust() {
  if (!which('cargo') || !which('rustc')) {
    throw new Problem(
      'Rust was not found (cargo and rustc on the PATH). Install it from https://rustup.rs, then try again.',
    );
  }
  const [sysroot, version] = await Promise.all([capture('rustc', ['--print', 'sysroot']), capture('rustc', ['-Vv'])]);
  if (sysroot.code !== 0 || version.code !== 0) {
    throw new Problem(`rustc does not work:\n${sysroot.code === 0 ? version.output : sysroot.output}`);
  }
  const field = (name) => version.stdout.match(new RegExp(`^${name}: (.+)$`, 'm'))[1].trim();
  return { sysroot: sysroot.stdout.trim(), release: field('release'), host: field('host') };
}

/** Installs the compiled standard library for wasm. */
export async function ensureWasmTarget() {
  const { sysroot } = await ensureRust();
  if (existsSync(path.join(sysroot, 'lib', 'rustlib', wasmTarget))) return;
  if (!which('rustup')) {
    throw new Problem(
      `The Rust target ${wasmTarget} is missing, and rustup, which would install it, was not found.\n` +
        'Install it with what installed Rust here, or install Rust from https://rustup.rs.',
    );
  }
  say(`The target ${wasmTarget}, which the tests are compiled for, is missing. It takes some seconds.`);
  await run('rustup', ['target', 'add', wasmTarget], { doing: `Installing the target ${wasmTarget}` });
}

/** Installs the source of the standard library. False where that can't be done. */
export async function ensureRustSource() {
  const { sysroot } = await ensureRust();
  const source = path.join(sysroot, 'lib', 'rustlib', 'src', 'rust', 'library', 'Cargo.toml');
  if (existsSync(source)) return true;
  if (!which('rustup')) return false;
  say(
    "The source of Rust's standard library is missing, with which the engine is made smaller. This takes some seconds.",
  );
  try {
    await run('rustup', ['component', 'add', 'rust-src'], { doing: 'Installing the component rust-src' });
  } catch {
    return false;
  }
  return existsSync(source);
}

/** Installs parts of Rust that lint: `rustfmt`, `clippy`. */
export async function ensureRustComponents(...names) {
  await ensureRust();
  const subcommands = { rustfmt: 'fmt', clippy: 'clippy' };
  for (const name of names) {
    const { code } = await capture('cargo', [subcommands[name], '--version']);
    if (code === 0) continue;
    if (!which('rustup')) throw new Problem(`${name} is missing. Install it with what installed Rust here.`);
    say(`${name} is missing. It takes some seconds.`);
    await run('rustup', ['component', 'add', name], { doing: `Installing the component ${name}` });
  }
}
