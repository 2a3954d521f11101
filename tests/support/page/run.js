// Runs a test's function in the page or in one of its workers. The launcher knows nothing but this module.
import { execute } from './execute.js';

const OPEN = { window: () => execute, dedicated, shared, service };
const opened = new Map();

/**
 * @param {{ scope: 'window' | 'dedicated' | 'shared' | 'service', source: string, args: unknown[], native: boolean }} task
 * @returns {Promise<{ value?: unknown, error?: { name: string, message: string, stack: string }, uncaught: string[] }>}
 */
export async function run(task) {
  const { scope } = task;
  if (!opened.has(scope)) opened.set(scope, await OPEN[scope]());
  return opened.get(scope)(task);
}

async function dedicated() {
  const worker = new Worker('/support/worker.js', { type: 'module' });
  return (task) => ask(worker, worker, task);
}

async function shared() {
  const worker = new SharedWorker('/support/worker.js', { type: 'module' });
  return (task) => ask(worker, worker.port, task);
}

async function service() {
  const registration = await navigator.serviceWorker.register('/support/service-worker.js', { type: 'module' });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  while (worker.state !== 'activated') {
    if (worker.state === 'redundant') throw new Error('the service worker could not be installed');
    await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
  }
  return (task) => ask(worker, worker, task);
}

function ask(worker, port, task) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      port1.close();
      resolve(data);
    };
    // An ErrorEvent is one that the worker reports by itself.
    worker.addEventListener(
      'error',
      (event) => event instanceof ErrorEvent || reject(new Error('the worker did not load')),
    );
    port.postMessage(task, [port2]);
  });
}
