import { task } from '../progress.js';
import { openLaboratory } from './browser.js';
import { bundleForPages } from './bundles.js';
import { measureColdStart } from './cold-start.js';
import { percent } from './decode.js';

/** Reads streams over HTTP: how fast, and how soon on a cold page. */
export async function measureEndToEnd({ quick, chromium }) {
  const files = await bundleForPages(['end-to-end/page', 'end-to-end/peers']);
  const laboratory = await openLaboratory(chromium, files);
  try {
    return {
      browser: laboratory.version,
      deliveries: await measureSpeed(laboratory, quick),
      coldStart: await measureColdStart(laboratory, files, quick),
    };
  } finally {
    await laboratory.close();
  }
}

function measureSpeed(laboratory, quick) {
  return task('Reading streams over HTTP', async (detail) => {
    const { page, close } = await laboratory.page();
    await page.exposeFunction('tell', ({ done, of, label }) => detail(`${percent(done / of)} ${label}`));
    const deliveries = await page.evaluate(
      async (options) => {
        const [{ endToEnd, ours, native, floor }, { peers }] = await Promise.all([
          import('/bench/end-to-end/page.js'),
          import('/bench/end-to-end/peers.js'),
        ]);
        const onProgress = ({ done, of, label }) => globalThis.tell({ done, of, label });
        return endToEnd({ ...options, clients: [...ours, ...peers, native, floor], onProgress });
      },
      quick ? { rounds: 3, scale: 0.1 } : { rounds: 5 },
    );
    await close();
    return deliveries;
  });
}
