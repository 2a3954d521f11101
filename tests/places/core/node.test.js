// The Node that runs the tests. `require` takes ES modules from 20.19 and 22.12 on.
import { execPath, features, version } from 'node:process';
import { testRuntime } from '../support/runtime.js';

testRuntime('node', {
  [`Node ${version}`]: {
    command: () => [execPath],
    files: features.require_module ? ['run.js', 'run.cjs'] : ['run.js'],
  },
});
