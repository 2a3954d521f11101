import path from 'node:path';
import { programIn, versionOf, which } from '../find.js';
import { lockedVersion } from '../locked.js';
import { inRoot, toolsDir } from '../paths.js';
import { Problem } from '../problem.js';
import { say } from '../progress.js';
import { run } from '../run.js';
import { ensureRust } from './rust.js';

/** The crates in which wasm-bindgen spends its time: five seconds more to compile, and it is twice as fast. */
const hot = ['walrus', 'wasmparser', 'wasm-encoder', 'gimli'];

const tools = {
  'wasm-bindgen': {
    crate: 'wasm-bindgen-cli',
    version: () => lockedVersion('wasm-bindgen'),
    programs: ['wasm-bindgen', 'wasm-bindgen-test-runner'],
    // Without the default features: they are TLS, which its test runner has no use for here, and which is C to compile.
    args: [
      '--no-default-features',
      ...hot.flatMap((crate) => ['--config', `profile.release.package.${crate}.opt-level=1`]),
    ],
    why: 'which declares to TypeScript what the engine exports',
    takes: 'one to two minutes',
  },
  'wasm-pack': {
    crate: 'wasm-pack',
    version: () => '0.15.1',
    programs: ['wasm-pack'],
    args: [],
    why: 'which runs Rust tests in a browser',
    takes: 'about a minute',
  },
  geckodriver: {
    crate: 'geckodriver',
    version: () => '0.37.1',
    programs: ['geckodriver'],
    args: [],
    why: 'which drives Firefox',
    takes: 'about a minute',
  },
};

/**
 * Finds the tools named, and installs those that are missing. Returns the folders that they are in, to be put first on
 * the PATH. A tool of the right version on the PATH is used; one of another version is left alone.
 */
export function ensureCargoTools(...names) {
  const installed = queue.then(async () => {
    const dirs = [];
    for (const name of names) dirs.push(await ensureTool(name));
    return [...new Set(dirs)];
  });
  queue = installed.catch(() => {});
  return installed;
}

/** One after the other: they would compile the same crates, and cargo uses every core as it is. */
let queue = Promise.resolve();

/**
 * The program `wasm-bindgen`, of the version that Cargo.lock says, and of no other. The environment variable
 * WASM_BINDGEN chooses one instead of looking for it.
 */
export async function ensureWasmBindgen() {
  const chosen = process.env.WASM_BINDGEN;
  const program = chosen ?? programIn(await ensureTool('wasm-bindgen'), 'wasm-bindgen');
  const wanted = tools['wasm-bindgen'].version();
  const found = await versionOf(program);
  if (found !== wanted) {
    throw new Problem(
      `Cargo.lock has wasm-bindgen ${wanted}, but ${program} is ${found ?? 'none that can be run'}. The two have to be equal.\n` +
        'Unset WASM_BINDGEN, and the right one will be found or installed.',
    );
  }
  return program;
}

async function ensureTool(name) {
  const { crate, version: wanted, programs, args, why, takes } = tools[name];
  const version = wanted();
  const own = path.join(toolsDir, 'bin');
  const onPath = which(name);
  for (const dir of onPath ? [own, path.dirname(onPath)] : [own]) {
    const complete = programs.every((program) => programIn(dir, program));
    if (complete && (await versionOf(programIn(dir, name))) === version) return dir;
  }

  await ensureRust();
  say(`${name} ${version}, ${why}, is missing. It is compiled and put into .tools: ${takes} on two cores.`);
  await run('cargo', ['install', crate, '--version', `=${version}`, '--root', toolsDir, '--force', ...args], {
    doing: `Installing ${name} ${version}`,
    env: { ...process.env, ...quickProfile },
    timeout: 1800,
  });
  return own;
}

/**
 * The tools run for a second at a time, so that compiling them is what one waits for. Measured on two cores, for
 * wasm-bindgen-cli: 4 minutes as it comes, 2 with opt-level 1, 1 without optimisation.
 */
const quickProfile = {
  // One folder for all of them: what two tools have in common is compiled once.
  CARGO_TARGET_DIR: inRoot('target', 'tools'),
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '256',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_DEBUG: 'false',
  CARGO_PROFILE_RELEASE_STRIP: 'true',
};
