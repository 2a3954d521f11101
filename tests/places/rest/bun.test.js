import { testRuntime } from '../support/runtime.js';

testRuntime('bun', { Bun: { command: (app) => [app.program('bun')], files: ['run.js', 'run.cjs'] } });
