// npm run demo [-- --port 8080] [--host 127.0.0.1] [--verbose]
//
// Builds the package and starts the demo's server. The environment variables PORT and HOST say the same as the options.

import { parseArgs } from 'node:util';
import { buildPackage } from './lib/build/index.js';
import { main } from './lib/problem.js';
import { serve } from './lib/serve.js';

await main(async () => {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, host: { type: 'string' }, verbose: { type: 'boolean' } },
  });
  await buildPackage();
  await serve({ ...values, title: 'The demo' });
});
