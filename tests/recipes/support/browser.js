import { readFile } from 'node:fs/promises';
import { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compileScript, parse } from 'vue/compiler-sfc';
import { useBrowser } from '../../support/harness.js';

/**
 * A fixture server and a browser, which finds the module at /recipe.js, bundled as an application would bundle it.
 * @param {string} entry is relative to this file
 * @returns {ReturnType<typeof useBrowser>}
 */
export function useRecipe(entry) {
  const world = useBrowser();
  before(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
      bundle: true,
      format: 'esm',
      jsx: 'automatic',
      // The frameworks' own checks are part of what is tested, StrictMode's above all.
      define: {
        'process.env.NODE_ENV': '"development"',
        __VUE_OPTIONS_API__: 'false',
        __VUE_PROD_DEVTOOLS__: 'false',
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      },
      plugins: [components],
      logLevel: 'warning',
      write: false,
    });
    const [{ text }] = outputFiles;
    world.server.route('/recipe.js', (_, connection) =>
      connection.respond(200, { 'Content-Type': 'text/javascript; charset=utf-8' }, text),
    );
  });
  return world;
}

/** Vue's single file components. */
const components = {
  name: 'vue',
  setup({ onLoad }) {
    onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { descriptor, errors } = parse(await readFile(path, 'utf8'), { filename: path });
      if (errors.length > 0) throw errors[0];
      return { contents: compileScript(descriptor, { id: path, inlineTemplate: true }).content, loader: 'js' };
    });
  },
};
