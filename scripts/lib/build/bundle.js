import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { distDir, engineDir, inRoot } from '../paths.js';
import { task } from '../progress.js';

/**
 * Bundles src/ts into plain ESM in dist: a file for each entry that package.json exports, and what they share, the
 * engine above all, in chunks of its own. Not minified, as that is for the application's bundler to do. Returns the
 * names of the files.
 */
export async function bundle(entries) {
  const { build } = await import('esbuild');
  return task('Bundling the TypeScript face with esbuild', async () => {
    const slim = entries.filter((entry) => entry === 'src/ts/slim.ts');
    const whole = entries.filter((entry) => !slim.includes(entry));
    const made = await Promise.all([
      build(form('inline', [...whole, ...units])),
      build(form('given', apart(slim))),
      build(form('module', whole, 'workerd')),
      build(script),
    ]);
    await mkdir(path.join(distDir, 'workerd'), { recursive: true });
    const files = made.flatMap(({ outputFiles }) => outputFiles);
    for (const file of files) {
      await writeFile(file.path, file.path.endsWith('.map') ? withoutBytes(file.text) : file.contents);
    }
    await copyFile(path.join(engineDir, 'engine.wasm'), path.join(distDir, 'engine.wasm'));
    return [...files.map((file) => path.relative(distDir, file.path)), 'engine.wasm'];
  });
}

/** The sources of what package.json exports: `./dist/x.js` is made from `src/ts/x.ts`. */
export async function entryPoints() {
  const { exports } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  return Object.values(exports)
    .map((target) => target.default?.match(/^\.\/dist\/(.+)\.js$/)?.[1])
    .filter(Boolean)
    .map((name) => `src/ts/${name}.ts`);
}

/** What the main entry exports, apart: whoever imports one of them shall not get the others, whatever bundler he has. */
const units = ['error', 'event-source', 'event-stream', 'decoder'].map((name) => `src/ts/${name}.ts`);

/** The same for what does not bring the engine along. Its files have names of their own. */
const apart = (slim) => [
  ...slim.map((file) => ({ in: file, out: path.basename(file, '.ts') })),
  ...[...units, 'src/ts/fetch-event-source.ts', 'src/ts/engine/given.ts'].map((file) => ({
    in: file,
    out: `slim-${path.basename(file, '.ts')}`,
  })),
];

const common = {
  absWorkingDir: inRoot(),
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  // Importing must do nothing, so it must not wait either; and import.meta.url is what bundlers disagree about.
  supported: { 'top-level-await': false, 'import-meta': false },
  logOverride: { 'empty-import-meta': 'error' },
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
};

/** @param {'inline' | 'given' | 'module'} wasm says which module of src/ts/engine the wasm comes from */
const form = (wasm, entryPoints, folder = '') => ({
  ...common,
  entryPoints,
  outdir: path.join(distDir, folder),
  entryNames: '[name]',
  chunkNames: 'shared-[hash]',
  splitting: true,
  charset: 'utf8',
  sourcemap: true,
  define: { MAY_CALL_HANDLERS: `${wasm === 'module'}` },
  alias: {
    '#wasm': `./src/ts/engine/${wasm}.ts`,
    '#strings': `./src/ts/engine/${wasm === 'module' ? 'platform-strings' : 'strings'}.ts`,
    // Each runtime that takes wasm for a module runs it.
    ...(wasm === 'module' && { '#engine/script': './src/ts/engine/untranslated.ts' }),
  },
  plugins: [
    wasm === 'module' ? neighbour('#engine/engine.wasm', '../engine.wasm') : neighbour('#engine/script', './script.js'),
  ],
});

/** A file of dist that modules import, and do not have inside. */
const neighbour = (name, file) => ({
  name: 'neighbour',
  setup({ onResolve }) {
    onResolve({ filter: /^#engine\// }, ({ path }) => (path === name ? { path: file, external: true } : undefined));
  },
});

/** What wasm2js wrote is not for reading, and loaded as it is. */
const script = {
  ...common,
  entryPoints: { script: path.join(engineDir, 'script.js') },
  outdir: distDir,
  minify: true,
};

/** A source map without the inlined wasm, which would be there a second time, of use to nobody. */
function withoutBytes(text) {
  const map = JSON.parse(text);
  map.sources.forEach((source, index) => {
    if (source.endsWith('/target/engine/bytes.js')) {
      map.sourcesContent[index] = map.sourcesContent[index].replace(/decode\('.*'\)/, "decode('…')");
    }
  });
  return JSON.stringify(map);
}
