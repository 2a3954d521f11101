// The oldest Node that package.json promises, and the newer ones.
import { testRuntime } from '../support/runtime.js';

const node = (major) => (app) => [app.path(`node_modules/node-${major}/bin/node`)];

testRuntime('node-versions', {
  'Node 20.0': { command: node(20) },
  'Node 22': { command: node(22), files: ['run.js', 'run.cjs'] },
  'Node 24': { command: node(24), files: ['run.js', 'run.cjs'] },
  'Node 26': { command: node(26), files: ['run.js', 'run.cjs'] },
});
