import { testBundler } from '../support/bundler.js';

const build = ['webpack', './page.js', '--output-path', 'out', '--output-filename', 'page.js'];
const script = '<script src="/page.js" defer></script>';

testBundler('webpack', {
  'webpack, for production': { build: [...build, '--mode', 'production'], script },
  'webpack, for development': { build: [...build, '--mode', 'development', '--devtool', 'source-map'], script },
});
