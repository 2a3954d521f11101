// A dedicated or a shared worker that runs what it is sent.
import { execute } from './execute.js';

async function answer({ data, ports }) {
  ports[0].postMessage(await execute(data));
}

globalThis.addEventListener('message', answer);
globalThis.addEventListener('connect', ({ ports: [port] }) => {
  port.onmessage = answer;
});
