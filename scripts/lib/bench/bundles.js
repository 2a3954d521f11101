import path from 'node:path';
import { distDir, inRoot } from '../paths.js';

/** How every bundle of the benchmark is made, and every size is taken: as an application's bundler would. */
export const bundling = {
  absWorkingDir: inRoot(),
  alias: {
    'eventsource-wasm/fetch-event-source': path.join(distDir, 'fetch-event-source.js'),
    'eventsource-wasm/polyfill': path.join(distDir, 'polyfill.js'),
    'eventsource-wasm/slim': path.join(distDir, 'slim.js'),
    'eventsource-wasm': path.join(distDir, 'index.js'),
  },
  outdir: '/',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'error',
  write: false,
};

/**
 * Bundles modules of benches for pages.
 *
 * @param {string[]} modules paths in benches, without the ending
 * @returns {Promise<Map<string, { type: string, body: Uint8Array }>>} what to serve, by its path: `/bench/<module>.js`
 */
export async function bundleForPages(modules) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...bundling,
    entryPoints: modules.map((name) => ({ in: inRoot('benches', `${name}.js`), out: name })),
    outdir: '/bench',
    splitting: true,
  });
  return served(outputFiles);
}

/** Bundles one module that is given as text: `/cold/<name>.js`. */
export async function bundleText(name, contents) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...bundling,
    stdin: { contents, resolveDir: inRoot('benches'), sourcefile: `${name}.js` },
    outdir: undefined,
    outfile: `/cold/${name}.js`,
  });
  return served(outputFiles);
}

function served(files) {
  return new Map(
    files.map((file) => [file.path.replaceAll(path.sep, '/'), { type: 'text/javascript', body: file.contents }]),
  );
}
