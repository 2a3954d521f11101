import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { distDir, inRoot } from '../paths.js';
import { task } from '../progress.js';

/**
 * Bundles src/ts into plain ESM in dist: a file for each entry that package.json exports, and what they share, the
 * engine above all, in chunks of its own. Not minified, as that is for the application's bundler to do. Returns the
 * names of the files.
 */
export async function bundle(entries) {
  const { build } = await import('esbuild');
  return task('Bundling the TypeScript face with esbuild', async () => {
    const { outputFiles } = await build({
      absWorkingDir: inRoot(),
      entryPoints: entries,
      outdir: distDir,
      entryNames: '[name]',
      chunkNames: 'shared-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'neutral',
      target: 'es2022',
      // Importing must do nothing, so it must not wait either; and import.meta.url is what bundlers disagree about.
      supported: { 'top-level-await': false, 'import-meta': false },
      logOverride: { 'empty-import-meta': 'error' },
      charset: 'utf8',
      legalComments: 'none',
      sourcemap: true,
      logLevel: 'warning',
      write: false,
    });
    await mkdir(distDir, { recursive: true });
    for (const file of outputFiles) {
      await writeFile(file.path, file.path.endsWith('.map') ? withoutBytes(file.text) : file.contents);
    }
    return outputFiles.map((file) => path.relative(distDir, file.path));
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

/** A source map without the inlined wasm, which would be there a second time, of use to nobody. */
function withoutBytes(text) {
  const map = JSON.parse(text);
  map.sources.forEach((source, index) => {
    if (source.endsWith('/target/engine/bytes.js')) map.sourcesContent[index] = '// The compiled engine.\n';
  });
  return JSON.stringify(map);
}
