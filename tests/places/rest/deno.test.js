// With no permission but the one that the application itself needs.
import { testRuntime } from '../support/runtime.js';

testRuntime('deno', { Deno: { command: (app) => [app.program('deno'), 'run', '--allow-net'] } });
