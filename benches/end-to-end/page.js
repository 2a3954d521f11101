// What a page imports to read streams over HTTP: everything but the peers, which are not always installed.

export { floor, native, ours } from './ours.js';
export { endToEnd } from './run.js';
