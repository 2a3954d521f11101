import { filesIn } from '../files.js';
import { fuzz } from '../fuzz.js';
import { inRoot, npmBin } from '../paths.js';
import { say } from '../progress.js';
import { counted, none } from './counted.js';
import { cargoCounts } from './counts.js';
import { nodeTests } from './node.js';
import { wasmTests } from './wasm.js';

/**
 * The steps of `npm test`, in order. `needs` names what is set up before (setup.js), and is given to `run`; with
 * `built`, the step tests what is in dist. `run` gives the counts of its tests, and throws only where it had none.
 */
export const steps = {
  scripts: {
    needs: [],
    run: () => nodeTests('the scripts', 'scripts'),
  },
  native: {
    needs: ['rust'],
    run: () =>
      counted(cargoCounts, 'cargo', ['test', '--no-fail-fast'], {
        doing: 'Testing the crate (cargo test)',
        timeout: 1800,
      }),
  },
  fuzz: {
    needs: ['rust', 'cxx'],
    run: fuzzTests,
  },
  page: {
    needs: ['wasmTarget', 'wasmPack', 'chromium'],
    run: (tools) => wasmTests('a page', 'WASM_BINDGEN_USE_BROWSER', tools),
  },
  worker: {
    needs: ['wasmTarget', 'wasmPack', 'chromium'],
    run: (tools) => wasmTests('a dedicated worker', 'WASM_BINDGEN_USE_DEDICATED_WORKER', tools),
  },
  types: {
    needs: [],
    built: true,
    run: typeTests,
  },
  e2e: {
    needs: ['chromium'],
    built: true,
    run: (tools) => nodeTests('the package in Chromium, end to end', 'tests/e2e', tools),
  },
  recipes: {
    // One of them is a component in Rust.
    needs: ['wasmTarget', 'chromium'],
    built: true,
    run: (tools) => nodeTests('the recipes', 'tests/recipes', tools),
  },
  packaging: {
    needs: ['chromium'],
    built: true,
    run: (tools) => nodeTests('what npm ships', 'tests/packaging', tools),
  },
};

/** One test: that nothing was found. FUZZ_SECONDS says how long to look. */
async function fuzzTests() {
  const inputs = await fuzz('parser', Number(process.env.FUZZ_SECONDS || 20));
  say(`  ${inputs.toLocaleString('en')} inputs were tried.`);
  return { ...none, passed: 1 };
}

/** Each file in tests/types is a test. It passes when tsc, which sees what an application sees, accepts it. */
async function typeTests() {
  const files = await filesIn(inRoot('tests', 'types'), '.ts');
  if (files.length === 0) return none;
  const counts = (output) => {
    const failed = files.filter((file) => output.includes(`tests/types/${file}(`)).length;
    return { ...none, passed: files.length - failed, failed };
  };
  return counted(counts, npmBin('tsc'), ['-p', 'tests/types'], { doing: 'Testing the types (tsc)' });
}
