// npm run bench [-- part…] [--quick] [--verbose]
// npm run bench -- size --accept
// npm run bench -- page [--port 8080]
//
// Compares the package with its peers: decode, end-to-end, memory, native, size, or all of them. The figures are printed, and
// written to benches (with --quick, which is for trying things, to target/bench). `size --accept` makes the present
// sizes those that `npm test -- size` compares with. `page` serves the page that decodes in a visitor's own browser.

import { parseArgs } from 'node:util';
import { measureDecode } from './lib/bench/decode.js';
import { measureEndToEnd } from './lib/bench/end-to-end.js';
import { measureMemory } from './lib/bench/memory.js';
import { measureNative } from './lib/bench/native.js';
import { ensurePeers } from './lib/bench/peers.js';
import { inWords, keep, writeReport } from './lib/bench/report.js';
import { measureSize } from './lib/bench/size.js';
import { buildPackage } from './lib/build/index.js';
import { main, Problem } from './lib/problem.js';
import { duration, say } from './lib/progress.js';
import { serve } from './lib/serve.js';
import { ensureChromium } from './lib/setup/chromium.js';

const parts = {
  decode: measureDecode,
  'end-to-end': measureEndToEnd,
  memory: measureMemory,
  native: measureNative,
  size: measureSize,
};
const inBrowser = ['decode', 'end-to-end', 'memory'];

await main(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean' },
      accept: { type: 'boolean' },
      port: { type: 'string' },
      host: { type: 'string' },
      verbose: { type: 'boolean' },
    },
  });
  await buildPackage();
  if (positionals.join() === 'page') {
    await ensurePeers();
    await serve({ ...values, path: '/bench', title: 'The benchmark' });
    return;
  }

  const names = choose(positionals);
  if (names.some((name) => name !== 'native')) await ensurePeers();
  const chromium = names.some((name) => inBrowser.includes(name)) ? (await ensureChromium()).browser : undefined;
  const began = performance.now();
  for (const name of names) {
    const figures = await parts[name]({ ...values, chromium });
    await keep(name, figures, values.quick);
    say(`\n${inWords(name, figures)}\n`);
  }
  const report = await writeReport(values.quick);
  say(`Written to ${report}, after ${duration(performance.now() - began)}.`);
});

function choose(chosen) {
  const unknown = chosen.find((name) => !Object.hasOwn(parts, name));
  if (unknown) throw new Problem(`There is no part ${unknown}. The parts are: ${Object.keys(parts).join(', ')}, page.`);
  return Object.keys(parts).filter((name) => chosen.length === 0 || chosen.includes(name));
}
