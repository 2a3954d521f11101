import { task } from '../progress.js';
import { openLaboratory } from './browser.js';
import { bundleForPages } from './bundles.js';

/**
 * Whose memory is looked at, and what for: the others of this package share the engine, and so what may stay behind. The
 * browser's own shows what a browser keeps of each request.
 */
const subjects = {
  'eventsource-wasm': ['events', 'large', 'sources'],
  eventsource: ['events', 'large'],
  'the browser': ['events', 'large', 'sources'],
};

/** Runs in the page: adds up the linear memories of all the WebAssembly that it starts. They never shrink. */
function prepare() {
  // A memory may be seen more than once: one module imports that of another.
  const memories = new Set();
  const { instantiate } = WebAssembly;
  const note = (instance) => {
    for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
    return instance;
  };
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate.apply(WebAssembly, args);
    note(result.instance ?? result);
    return result;
  };
  WebAssembly.Instance = class extends WebAssembly.Instance {
    constructor(...args) {
      super(...args);
      note(this);
    }
  };
  // What the browser notes down of each request is not what we look for.
  performance.setResourceTimingBufferSize(0);
  globalThis.wasmBytes = () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}

/** What is done in the page. Nothing that it got is kept. */
const scenarios = {
  async events(run, { events }) {
    await run(`/bench/stream/bulk?events=${events}`, () => {});
  },
  async large(run, { bytes }) {
    let length = 0;
    await run(`/bench/stream/large?bytes=${bytes}`, (data) => {
      length = data.length;
      data.charCodeAt(length - 1);
    });
    if (length !== bytes) throw new Error(`${length} characters came of ${bytes}`);
  },
  async sources(open, { sources }) {
    for (let count = 0; count < sources; count++) await open('/bench/stream/short');
  },
};

/**
 * The heap after garbage collection, and the wasm memory, in bytes: when some sources have been opened and closed, and at
 * the end.
 */
export async function measureMemory({ quick, chromium }) {
  const amounts = quick
    ? { events: 20_000, bytes: 20_000_000, sources: 500 }
    : { events: 200_000, bytes: 60_000_000, sources: 10_000 };
  const laboratory = await openLaboratory(chromium, await bundleForPages(['end-to-end/page', 'end-to-end/peers']));
  try {
    return await task('Looking what stays in memory', async (detail) => {
      const results = [];
      for (const [name, chosen] of Object.entries(subjects)) {
        for (const scenario of chosen) {
          detail(`${name}, ${scenario}`);
          results.push({ name, scenario, ...(await look(laboratory, name, scenario, amounts)) });
        }
      }
      return { browser: laboratory.version, amounts, results };
    });
  } finally {
    await laboratory.close();
  }
}

async function look(laboratory, name, scenario, amounts) {
  const { page, close } = await laboratory.page('/', `(${prepare})()`);
  const session = await page.context().newCDPSession(page);
  const memory = async () => {
    for (let times = 0; times < 3; times++) await session.send('HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize = 0 } = await session.send('Runtime.getHeapUsage');
    return { heap: usedSize + embedderHeapUsedSize, wasm: await page.evaluate(() => globalThis.wasmBytes()) };
  };

  await page.evaluate(async (name) => {
    const [{ ours, native }, { peers }] = await Promise.all([
      import('/bench/end-to-end/page.js'),
      import('/bench/end-to-end/peers.js'),
    ]);
    globalThis.client = [...ours, ...peers, native].find((client) => client.name === name && client.kind === 'events');
    /** Opens a source and closes it when its first event comes. */
    globalThis.openAndClose = (url) =>
      new Promise((resolve, reject) => {
        const source = new globalThis.client.EventSource(url);
        source.onerror = () => reject(new Error('The source could not be opened'));
        source.onmessage = () => {
          source.close();
          resolve();
        };
      });
  }, name);
  const perform = (scenario, amounts) =>
    page.evaluate(
      `(${scenarios[scenario].toString().replace(/^async \w+/, 'async function')})(${
        scenario === 'sources' ? 'openAndClose' : 'client.run'
      }, ${JSON.stringify(amounts)})`,
    );

  await perform('sources', { sources: 20 });
  const before = await memory();
  const began = performance.now();
  await perform(scenario, amounts);
  const ms = performance.now() - began;
  const after = await memory();
  await close();
  return { before, after, ms };
}
