import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineDir, inRoot, npmBin, root } from '../paths.js';
import { Problem } from '../problem.js';
import { together } from '../processes.js';
import { run } from '../run.js';
import { ensureWasmBindgen } from '../setup/cargo-tools.js';
import { compileEngine } from './cargo.js';

/** What the wasm imports its JavaScript half as; wasm-bindgen derives it from the name it is given. */
const name = 'engine';
const importModule = `./${name}_bg.js`;

/**
 * The names of functions, which only a debugger needs, go as late as this: cargo's `strip` would also take away the list
 * of features that the wasm uses, and wasm-bindgen would then do without reference types.
 */
const optimize = ['-Oz', '--strip-debug', '--strip-producers', '--strip-target-features'];

/** Well above what the engine should weigh, and well below what it weighs if wasm-opt did nothing. */
const sizeLimit = 96 * 1024;

/**
 * Compiles the engine and writes the modules that `#engine/…` stands for in src/ts:
 *
 * - `#engine/glue`, the JavaScript half that wasm-bindgen generates, with `__wbg_set_wasm` to connect it to an instance;
 * - `#engine/bytes`, the wasm itself, inlined, so that every bundler and every server takes it as it is.
 */
export async function buildEngine(options) {
  // Side by side: on a new machine, both take a minute.
  const [wasmBindgen, compiled] = await together(ensureWasmBindgen(), compileEngine(options));

  // What follows depends on nothing but these, and is skipped where it has been done.
  const fingerprint = await hash(
    compiled,
    wasmBindgen,
    inRoot('node_modules/binaryen/package.json'),
    fileURLToPath(import.meta.url),
  );
  const stamp = path.join(engineDir, 'fingerprint');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === fingerprint) return;

  // Made aside and put in place as a whole: a command that runs at the same time finds the one or the other.
  const workshop = `${engineDir}.${process.pid}`;
  try {
    await generate(wasmBindgen, compiled, workshop);
    await writeFile(path.join(workshop, 'fingerprint'), fingerprint);
    await rm(engineDir, { recursive: true, force: true });
    await rename(workshop, engineDir);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function generate(wasmBindgen, compiled, dir) {
  const bindgenDir = path.join(dir, 'bindgen');
  await run(wasmBindgen, [compiled, '--target', 'bundler', '--out-dir', bindgenDir, '--out-name', name], {
    doing: 'Generating the glue with wasm-bindgen',
  });
  const wasm = await shrink(path.join(bindgenDir, `${name}_bg.wasm`), path.join(dir, `${name}.wasm`));
  await inspect(wasm);
  await writeModules(wasm, dir);
}

async function hash(...files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(await readFile(file));
  return digest.digest('hex');
}

async function shrink(before, after) {
  await run(npmBin('wasm-opt'), [...optimize, before, '-o', after], { doing: 'Optimising the engine with wasm-opt' });
  const [large, small] = await Promise.all([readFile(before), readFile(after)]);
  if (small.length >= large.length || small.length > sizeLimit) {
    throw new Problem(`wasm-opt made ${small.length} bytes of ${large.length}: more than it should be.`);
  }
  return small;
}

/** What would otherwise come out in somebody else's browser. */
async function inspect(wasm) {
  const module = await WebAssembly.compile(wasm);
  const strangers = new Set(WebAssembly.Module.imports(module).map((entry) => entry.module));
  strangers.delete(importModule);
  if (strangers.size > 0) {
    throw new Problem(
      `The engine imports ${[...strangers].join(', ')}; all that it may import is ${importModule}.\n` +
        'Snippets (wasm_bindgen(module = …) and inline_js) are not supported: that code belongs into src/ts.',
    );
  }
  const leaked = [root, os.homedir()].filter((folder) => folder.length > 1 && wasm.includes(folder));
  if (leaked.length > 0) throw new Problem(`The engine contains paths of this machine: ${leaked.join(', ')}`);
}

async function writeModules(wasm, dir) {
  const modules = {
    'glue.js': `export * from './bindgen/${name}_bg.js';\n`,
    'glue.d.ts': `\
export * from './bindgen/${name}.js';
/** Connects this module to an instance of the engine. */
export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
`,
    'bytes.js': `\
const encoded =
  '${wasm.toString('base64')}';

export const importModule = '${importModule}';

export function wasmBytes() {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(encoded);
  return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
}
`,
    'bytes.d.ts': `\
/** The name under which the wasm imports the glue. */
export const importModule: '${importModule}';
/** The engine as WebAssembly, decoded anew with every call. */
export function wasmBytes(): Uint8Array<ArrayBuffer>;
`,
  };
  await Promise.all(Object.entries(modules).map(([file, text]) => writeFile(path.join(dir, file), text)));
}
