import { testBundler } from '../support/bundler.js';

testBundler('vite', {
  'vite build': { build: ['vite', 'build', '--outDir', 'out'] },
  'its dev server, which bundles dependencies beforehand': {
    server: ['vite', '--port', '0'],
    asks: /\/\.vite\/deps\/eventsource-wasm/,
  },
});
