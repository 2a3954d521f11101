import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { distDir, inRoot } from '../paths.js';
import { bundling } from './bundles.js';

/**
 * What an application pays for this package: each entry, and each export alone, in a minified bundle; and the engine where
 * it is a file of its own.
 *
 * @returns {Promise<{ name: string, of?: string, raw: number, gzip: number, brotli: number, lazy?: object }[]>} `of`: the
 *   entry that an export belongs to; `lazy`: the same figures for what is loaded only if it is needed
 */
export async function weighPackage() {
  const { name, exports } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const sizes = [];
  for (const [entry, target] of Object.entries(exports)) {
    const specifier = path.posix.join(name, entry);
    if (entry.endsWith('.wasm')) sizes.push({ name: specifier, ...weights(await readFile(inRoot(target))) });
    const file = target.default?.replace('./dist/', '');
    if (!file) continue;
    sizes.push({ name: specifier, ...(await weigh(`export * from '${specifier}'; import '${specifier}';`)) });
    for (const item of await exportsOf(path.join(distDir, file))) {
      sizes.push({ name: item, of: specifier, ...(await weigh(`export { ${item} } from '${specifier}';`)) });
    }
  }
  return sizes;
}

/** The names that a module exports. */
async function exportsOf(file) {
  const { build } = await import('esbuild');
  const { metafile } = await build({ ...bundling, entryPoints: [file], metafile: true });
  return Object.values(metafile.outputs)
    .flatMap(({ exports }) => exports)
    .sort();
}

/** Bundles the code as an application would, and weighs what its entry leads to. */
export async function weigh(code) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    ...bundling,
    // An entry, not standard input: only entries are split.
    entryPoints: ['app'],
    outdir: '/',
    splitting: true,
    metafile: true,
    plugins: [
      {
        name: 'app',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^app$/ }, ({ kind }) =>
            kind === 'entry-point' ? { path: 'app', namespace: 'app' } : null,
          );
          onLoad({ filter: /^app$/, namespace: 'app' }, () => ({ contents: code, resolveDir: inRoot('benches') }));
        },
      },
    ],
  });
  const contents = new Map(outputFiles.map((file) => [path.basename(file.path), file.contents]));
  const outputs = new Map(Object.entries(metafile.outputs).map(([name, output]) => [path.basename(name), output]));
  const needed = reachable(outputs, 'app.js');
  const total = (names) => sum([...names].map((name) => weights(contents.get(name))));
  const lazy = [...contents.keys()].filter((name) => !needed.has(name));
  return { ...total(needed), ...(lazy.length > 0 && { lazy: total(lazy) }) };
}

/**
 * The files that come with an entry: those that it imports, and those that they import. What is imported dynamically comes
 * when it is asked for.
 *
 * @param {Map<string, { imports: { path: string, kind: string }[] }>} outputs as in esbuild's metafile
 */
export function reachable(outputs, entry, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const { path: file, kind } of outputs.get(entry).imports) {
    if (kind === 'import-statement') reachable(outputs, path.basename(file), found);
  }
  return found;
}

/** In bytes, as a server would send it that takes its time. */
function weights(bytes) {
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: quality }).length,
  };
}

function sum(all) {
  const zero = { raw: 0, gzip: 0, brotli: 0 };
  return all.reduce(
    (total, { raw, gzip, brotli }) => ({
      raw: total.raw + raw,
      gzip: total.gzip + gzip,
      brotli: total.brotli + brotli,
    }),
    zero,
  );
}
