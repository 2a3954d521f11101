import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { sleep } from '../page/wait.js';

const TETHER = fileURLToPath(new URL('tether.sh', import.meta.url));

/** How long a driver may take until it answers, in ms. A machine that is busy needs some of it. */
const PATIENCE = 30_000;

/**
 * Starts a WebDriver server: a program that drives a browser and is told what to do over HTTP.
 * @param {(port: number) => [program: string, ...args: string[]]} command
 * @returns {Promise<{ url: string, stop(): Promise<void> }>} stop() ends the driver and everything that it has started
 */
export async function startDriver(command) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program, ...args] = command(port);
  // For the profile, and whatever else a browser writes.
  const folder = await mkdtemp(join(tmpdir(), 'eventsource-wasm-browser-'));
  const child = spawnTethered(folder, program, args);
  let output = '';
  let ended;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const exited = once(child, 'exit').then(
    ([code, signal]) => (ended = `it ended (${signal ?? `exit code ${code}`})`),
    (error) => (ended = error.message),
  );
  // Nobody reads on when the driver is gone.
  child.stdin.on('error', () => {});

  const stop = async () => {
    child.stdin.end();
    await exited;
  };
  const trouble = (what) => new Error(`${program} did not start: ${what}\n${output}`);
  for (const end = performance.now() + PATIENCE; ; await sleep(25)) {
    if (ended) throw trouble(ended);
    if (await isReady(url)) return { url, stop };
    if (performance.now() > end) {
      await stop();
      throw trouble(`it did not answer within ${PATIENCE / 1000} s`);
    }
  }
}

/**
 * A child that does not outlive this process, however that ends, and leaves nothing behind: its input ends with us.
 * Windows has no process groups.
 */
function spawnTethered(folder, program, args) {
  if (platform === 'win32') {
    const child = spawn(program, args);
    child.stdin.once('finish', () => child.kill());
    return child;
  }
  return spawn('sh', [TETHER, folder, program, ...args], { detached: true });
}

async function isReady(url) {
  try {
    const response = await fetch(`${url}/status`, { signal: AbortSignal.timeout(1000) });
    return (await response.json()).value.ready;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
