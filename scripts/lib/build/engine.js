import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { engineDir, inRoot, npmBin } from '../paths.js';
import { run } from '../run.js';
import { ensureWasmBindgen } from '../setup/cargo-tools.js';
import { compileEngine } from './cargo.js';
import { assemble, generate } from './generate.js';
import { translatedModule } from './script.js';
import { decode, encode } from './text.js';

/**
 * Compiles the engine and writes the modules that `#engine/…` stands for in src/ts:
 *
 * - `#engine/exports`, the types of what the wasm exports;
 * - `#engine/bytes`, the wasm itself, inlined, so that every bundler and every server takes it as it is;
 * - `#engine/string`, src/bindings/string.wat, likewise;
 * - `#engine/script`, the same in JavaScript, for where WebAssembly may not run;
 *
 * and `engine.wasm`, the file.
 */
export async function buildEngine(options) {
  // On a new machine, both take a minute.
  const wasmBindgen = await ensureWasmBindgen();
  const compiled = await compileEngine(options);
  const plain = await compileEngine({ ...options, plain: true });

  // What follows depends on nothing but these, and is skipped where it has been done.
  const fingerprint = await hash(
    compiled,
    ...(plain ? [plain] : []),
    wasmBindgen,
    stringSource,
    inRoot('node_modules/binaryen/package.json'),
    ...['engine', 'generate', 'script', 'text'].map((file) => inRoot('scripts', 'lib', 'build', `${file}.js`)),
  );
  const stamp = path.join(engineDir, 'fingerprint');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === fingerprint) return;

  // Made aside and put in place as a whole: a command that runs at the same time finds the one or the other.
  const workshop = `${engineDir}.${process.pid}`;
  try {
    await writeWasm(await generate(wasmBindgen, compiled, workshop), workshop);
    await writeString(workshop);
    await writeScript(plain && (await generate(wasmBindgen, plain, path.join(workshop, 'plain'), true)), workshop);
    await writeFile(path.join(workshop, 'fingerprint'), fingerprint);
    await rm(engineDir, { recursive: true, force: true });
    await rename(workshop, engineDir);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

const stringSource = inRoot('src', 'bindings', 'string.wat');

async function hash(...files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(await readFile(file));
  return digest.digest('hex');
}

async function writeWasm(file, dir) {
  await write(dir, {
    'exports.d.ts': `\
export * from './bindgen/engine.js';
`,
    'decode.js': `\
export ${decode}
`,
    'bytes.js': `\
import { decode } from './decode.js';

export const wasmBytes = () => decode('${encode(await readFile(file))}');
`,
    'bytes.d.ts': `\
/** The engine as WebAssembly, decoded anew with every call. */
export function wasmBytes(): Uint8Array<ArrayBuffer>;
`,
    'engine.wasm.d.ts': `\
/** What a bundler for workers, or a runtime, makes of the file. */
declare const module: WebAssembly.Module;
export default module;
`,
  });
}

async function writeString(dir) {
  const file = path.join(dir, 'string.wasm');
  await assemble(stringSource, file);
  await write(dir, {
    'string.js': `\
import { decode } from './decode.js';

export const stringBytes = () => decode('${encode(await readFile(file))}');
`,
    'string.d.ts': `\
/** src/bindings/string.wat as WebAssembly, decoded anew with every call. */
export function stringBytes(): Uint8Array<ArrayBuffer>;
`,
  });
}

/** `plain` is undefined where the engine can't be translated. */
async function writeScript(plain, dir) {
  const types = `\
/** The engine in JavaScript: what an instance of the wasm exports. */
export function load(): WebAssembly.Exports;
`;
  if (!plain) {
    return write(dir, {
      'script.js': `export function load() {\n  throw new Error('This build has no engine in JavaScript');\n}\n`,
      'script.d.ts': types,
    });
  }
  const { stdout } = await run(npmBin('wasm2js'), ['-Oz', '--mvp-features', plain], {
    doing: 'Translating the engine into JavaScript with wasm2js',
  });
  await write(dir, { 'script.js': translatedModule(stdout), 'script.d.ts': types });
}

async function write(dir, modules) {
  for (const [file, text] of Object.entries(modules)) {
    await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
    await writeFile(path.join(dir, file), text);
  }
}
