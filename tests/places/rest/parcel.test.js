import { testBundler } from '../support/bundler.js';

testBundler('parcel', {
  // With a cache, Parcel fails where a file that is only imported dynamically is not any more.
  'parcel build': { build: ['parcel', 'build', 'index.html', '--no-cache', '--dist-dir', 'out'] },
  'its dev server': { server: ['parcel', 'serve', 'index.html'] },
});
