// What a page imports to decode: everything but the peers, which are not always installed.

export { floors, ours } from './ours.js';
export { decode } from './run.js';
export { catalogue, workload } from './workloads.js';
