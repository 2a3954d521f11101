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
  await rustup(['target', 'add', wasmTarget], { doing: `Installing the target ${wasmTarget}` });
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
    await rustup(['component', 'add', 'rust-src'], { doing: 'Installing the component rust-src' });
  } catch {
    return false;
  }
  return existsSync(source);
}

/**
 * Installs Miri, with a compiler of its own: only a nightly one has it, and not that of every night. Returns the name of that
 * toolchain.
 */
export async function ensureMiri() {
  await ensureRust();
  if (!which('rustup')) {
    throw new Problem(
      'Miri, which looks for undefined behaviour, comes with rustup, and that was not found. Install Rust from\n' +
        'https://rustup.rs, then try again.',
    );
  }
  const toolchain = 'nightly-2026-05-20';
  const components = ['miri', 'rust-src'];
  const { code, stdout } = await capture('rustup', ['component', 'list', '--installed', '--toolchain', toolchain], {
    // Else it would install the toolchain in passing, with all that we have no use for.
    env: { ...process.env, RUSTUP_AUTO_INSTALL: '0' },
  });
  if (code !== 0 || !components.every((name) => stdout.includes(name))) {
    say(`Miri, which looks for undefined behaviour, is missing. It comes with ${toolchain}, in half a minute.`);
    const args = ['toolchain', 'install', toolchain, '--profile', 'minimal', '--component', components.join(',')];
    await rustup(args, { doing: `Installing ${toolchain}`, timeout: 1800 });
  }
  return toolchain;
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
    await rustup(['component', 'add', name], { doing: `Installing the component ${name}` });
  }
}

/** Runs rustup. One after the other: what one of them writes, another might be reading. */
function rustup(args, options) {
  const done = queue.then(() => run('rustup', args, options));
  queue = done.catch(() => {});
  return done;
}

let queue = Promise.resolve();
