import { testBundler } from '../support/bundler.js';

testBundler('rollup', {
  'modules, with the plug-in that looks into node_modules and no other': {
    build: ['rollup', 'page.js', '--plugin', 'node-resolve', '--dir', 'out'],
    script: '<script src="/page.js" type="module"></script>',
  },
});
