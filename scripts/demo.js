// npm run demo [-- --port 8080] [--host 127.0.0.1] [--verbose]
//
// Builds the package and starts the demo's server. The environment variables PORT and HOST say the same as the options.

import { parseArgs } from 'node:util';
import { buildPackage } from './lib/build/index.js';
import { main, Problem } from './lib/problem.js';
import { say } from './lib/progress.js';

const defaultPort = 8080;

await main(async () => {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, host: { type: 'string' }, verbose: { type: 'boolean' } },
  });
  const port = parsePort(values.port ?? process.env.PORT);
  const host = values.host ?? process.env.HOST ?? '127.0.0.1';

  await buildPackage();
  const demo = await start(port, host);
  say(`\nThe demo is at ${demo.url}\nCtrl-C ends it.`);

  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      await demo.close();
      process.exit(0);
    });
  }
});

function parsePort(text) {
  if (!text) return defaultPort;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Problem(`${text} is not a port.`);
  return port;
}

/** Starts the server on the port, or on any that is free. */
async function start(port, host) {
  // Imported late: it stands on npm packages, which are there only now.
  const { startDemo } = await import('../www/server/index.js');
  try {
    return await startDemo({ port, host });
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    say(`\nPort ${port} is taken, so another one is used.`);
    return startDemo({ port: 0, host });
  }
}
