// npm run build [-- --prebuilt-std] [--verbose]
//
// Makes dist: the Rust engine, compiled to WebAssembly and inlined, and the TypeScript face with its types.
// --prebuilt-std takes the standard library as it comes with Rust: a larger engine, for when it must not be compiled.

import { buildPackage, reportSizes } from './lib/build/index.js';
import { main } from './lib/problem.js';

await main(async () => {
  await buildPackage({ prebuiltStd: process.argv.includes('--prebuilt-std') });
  await reportSizes();
});
