import { testBundler } from '../support/bundler.js';

const build = ['esbuild', 'page.js', '--bundle', '--minify', '--outdir=out'];

testBundler('esbuild', {
  'one classic script': { build, script: '<script src="/page.js" defer></script>' },
  'modules, split': {
    build: [...build, '--format=esm', '--splitting'],
    script: '<script src="/page.js" type="module"></script>',
  },
});
