import { readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { npmBin, root } from '../paths.js';
import { Problem } from '../problem.js';
import { run } from '../run.js';

const name = 'engine';

/**
 * A large function that is called at one place stays by itself: with many locals in one function there is less that looks
 * alike, and brotli makes more bytes of fewer.
 */
const merge = ['--one-caller-inline-max-function-size=200'];

/**
 * The names of functions, which only a debugger needs, go as late as this: cargo's `strip` would also take away the list
 * of features that the wasm uses.
 */
const optimize = ['-Oz', ...merge, '--strip-debug', '--strip-producers', '--strip-target-features'];

/** Well above what the engine should weigh, and well below what it weighs if wasm-opt did nothing. */
const sizeLimit = 48 * 1024;

/**
 * Makes of what the compiler gave the wasm as it is shipped, and returns its path. wasm-bindgen declares the types of its
 * functions in `bindgen/engine.d.ts`. `plain`: see {@link compileEngine}.
 */
export async function generate(wasmBindgen, compiled, dir, plain = false) {
  const bindgenDir = path.join(dir, 'bindgen');
  await run(wasmBindgen, [compiled, '--target', 'bundler', '--out-dir', bindgenDir, '--out-name', name], {
    doing: 'Preparing the engine with wasm-bindgen',
  });
  const file = path.join(dir, `${name}.wasm`);
  await shrink(path.join(bindgenDir, `${name}_bg.wasm`), file, plain ? ['--mvp-features'] : []);
  await inspect(await readFile(file));
  return file;
}

/** Makes wasm of WebAssembly's text format. It says what it needs by needing it. */
export async function assemble(source, file) {
  const features = ['--enable-gc', '--enable-reference-types'];
  await run(npmBin('wasm-as'), [source, ...features, '-o', file], { doing: `Assembling ${path.basename(source)}` });
  await run(npmBin('wasm-opt'), [file, ...features, '-Oz', '-o', file], { doing: 'Optimising it with wasm-opt' });
}

/** Optimises the wasm, and takes away what wasm-bindgen exports for its own use. */
async function shrink(before, after, features) {
  const original = await readFile(before);
  const exported = WebAssembly.Module.exports(await WebAssembly.compile(original)).map((entry) => entry.name);
  const unused = exported.filter((name) => name.startsWith('__'));
  const removal = unused.length > 0 ? [`--remove-exports=${unused.join(',')}`] : [];
  await run(npmBin('wasm-opt'), [before, ...features, ...removal, ...optimize, '-o', after], {
    doing: 'Optimising the engine with wasm-opt',
  });
  const { size } = await stat(after);
  if (size >= original.length || size > sizeLimit) {
    throw new Problem(`wasm-opt made ${size} bytes of ${original.length}: more than it should be.`);
  }
}

/** What would otherwise come out in somebody else's browser. */
async function inspect(wasm) {
  const imports = WebAssembly.Module.imports(await WebAssembly.compile(wasm));
  if (imports.length > 0) {
    throw new Problem(
      `The engine imports ${imports.map((entry) => entry.name).join(', ')}. Only numbers cross its border, and only one ` +
        'way: what src/bindings is made of must not call JavaScript.',
    );
  }
  const leaked = [root, os.homedir()].filter((folder) => folder.length > 1 && wasm.includes(folder));
  if (leaked.length > 0) throw new Problem(`The engine contains paths of this machine: ${leaked.join(', ')}`);
}
