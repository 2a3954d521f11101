import { checkSizes, howToAccept } from '../bench/size-check.js';
import { filesIn } from '../files.js';
import { fuzz } from '../fuzz.js';
import { inRoot, npmBin } from '../paths.js';
import { say } from '../progress.js';
import { installPlaces } from '../setup/places.js';
import { counted, none } from './counted.js';
import { cargoCounts } from './counts.js';
import { engineNames } from './engines.js';
import { miriTests } from './miri.js';
import { nodeTests } from './node.js';
import { wasmTests } from './wasm.js';

/**
 * The steps of `npm test`, in order, those with `everywhere` only of `npm run test:everywhere`. `needs` names what is set
 * up before (setup.js), and is given to `run`; with `built`, the step tests what is in dist. `run` gives the counts of its
 * tests, and throws only where it had none.
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
  miri: {
    needs: ['miri'],
    run: ({ miri }) => miriTests(miri),
  },
  fuzz: {
    needs: ['rust', 'cxx'],
    run: fuzzTests,
  },
  page: crateIn('page', 'chromium'),
  worker: crateIn('worker', 'chromium'),
  types: {
    needs: [],
    built: true,
    run: typeTests,
  },
  size: {
    needs: [],
    built: true,
    run: sizeTests,
  },
  e2e: endToEndIn('chromium'),
  'e2e:script': {
    needs: ['chromium'],
    built: true,
    everywhere: true,
    run: (tools) =>
      nodeTests('the engine in JavaScript, end to end', 'tests/e2e', tools, { env: { E2E_ENGINE: 'script' } }),
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
  places: testsOfPlaces('core'),
  'places:rest': { ...testsOfPlaces('rest'), everywhere: true },
  ...everywhere('firefox'),
  ...everywhere('webkit'),
};

/** What is run in Chromium by `npm test`, in another engine. */
function everywhere(engine) {
  return {
    [`page:${engine}`]: { ...crateIn('page', engine), everywhere: true },
    [`worker:${engine}`]: { ...crateIn('worker', engine), everywhere: true },
    [`e2e:${engine}`]: { ...endToEndIn(engine), everywhere: true },
  };
}

function crateIn(scope, engine) {
  return {
    needs: ['wasmTarget', 'wasmPack', engine],
    run: (tools) => wasmTests(scope, engine, tools),
  };
}

function endToEndIn(engine) {
  return {
    needs: [engine],
    built: true,
    run: (tools) => nodeTests(`the package in ${engineNames[engine]}, end to end`, 'tests/e2e', tools, { engine }),
  };
}

/** What npm ships, in bundlers and runtimes: those of a folder of tests/places. */
function testsOfPlaces(folder) {
  return {
    needs: ['chromium'],
    built: true,
    run: async (tools) => {
      await installPlaces(folder);
      return nodeTests('what npm ships, in other places', `tests/places/${folder}`, tools);
    },
  };
}

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

/** Each entry and each export is a test: it passes when it weighs what benches/sizes.json says. */
async function sizeTests() {
  const sizes = await checkSizes();
  const wrong = sizes.filter(({ complaint }) => complaint);
  for (const { name, complaint } of wrong) say(`  ✗ ${name}: ${complaint}.`);
  if (wrong.length > 0) say(`  If that is meant to be, this makes it the figure to hold: ${howToAccept}`);
  return { ...none, passed: sizes.length - wrong.length, failed: wrong.length };
}
