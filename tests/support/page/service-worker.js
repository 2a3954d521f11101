// A service worker that runs what it is sent. It must import statically: import() is not allowed in here.
import { execute } from './execute.js';
import * as library from './library.js';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('message', (event) => {
  event.waitUntil(execute(event.data, () => library).then((outcome) => event.ports[0].postMessage(outcome)));
});
