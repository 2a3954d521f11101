import { Problem } from './problem.js';
import { say } from './progress.js';

const defaultPort = 8080;

/** Starts the demo's server on the port asked for, or on any that is free, until Ctrl-C. */
export async function serve({ port = process.env.PORT, host = process.env.HOST ?? '127.0.0.1', path = '', title }) {
  const demo = await start(parsePort(port), host);
  say(`\n${title} is at ${demo.url}${path}\nCtrl-C ends it.`);

  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      await demo.close();
      process.exit(0);
    });
  }
}

function parsePort(text) {
  if (!text) return defaultPort;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Problem(`${text} is not a port.`);
  return port;
}

async function start(port, host) {
  // Imported late: it stands on npm packages, which are there only now.
  const { startDemo } = await import('../../www/server/index.js');
  try {
    return await startDemo({ port, host });
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    say(`\nPort ${port} is taken, so another one is used.`);
    return startDemo({ port: 0, host });
  }
}
