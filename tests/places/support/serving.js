import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sleep, within } from '../../support/page/wait.js';
import { envOfPlace } from './app.js';

/**
 * Starts a server of an application, and waits until it has said where it listens.
 * @returns {Promise<{ url: string, output(): string, close(): Promise<void> }>}
 */
export async function serve(app, program, ...args) {
  // It leads a process group, to be ended with whatever it has started.
  const child = spawn(app.program(program), args, { cwd: app.folder, env: envOfPlace(), detached: true });
  const ended = once(child, 'close');
  let output = '';
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
  };
  const address = new Promise((resolve, reject) => {
    const take = (text) => {
      output += text;
      const [url] = output.match(/http:\/\/(localhost|127\.0\.0\.1):\d+/) ?? [];
      if (url) resolve(url);
    };
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', take);
    child.once('exit', (code) => reject(new Error(`${program} ended with exit code ${code}: ${output}`)));
  });
  try {
    const url = await within(address, `${program} to serve`, 60_000);
    await within(answers(url), `${url} to answer`, 60_000);
    return { url, output: () => output, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Some say where they listen a moment before they do. */
async function answers(url) {
  for (;;) {
    try {
      await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(20_000) });
      return;
    } catch {
      await sleep(100);
    }
  }
}
