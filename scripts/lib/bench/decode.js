import { task } from '../progress.js';
import { openLaboratory } from './browser.js';
import { bundleForPages } from './bundles.js';

/** Decodes everything with everything, in a page. */
export async function measureDecode({ quick, chromium }) {
  const laboratory = await openLaboratory(chromium, await bundleForPages(['decode/page', 'decode/peers']));
  try {
    return await task('Decoding', async (detail) => {
      const { page } = await laboratory.page();
      await page.exposeFunction('tell', ({ done, of, label }) => detail(`${percent(done / of)} ${label}`));
      const workloads = await page.evaluate(
        async (options) => {
          const [{ decode, ours, floors }, { peers }] = await Promise.all([
            import('/bench/decode/page.js'),
            import('/bench/decode/peers.js'),
          ]);
          const onProgress = ({ done, of, label }) => globalThis.tell({ done, of, label });
          return decode({ ...options, decoders: [...ours, ...peers, ...floors], onProgress });
        },
        quick ? { rounds: 3, warmUps: 2, scale: 0.25, patience: 1000 } : { rounds: 7 },
      );
      return { browser: laboratory.version, workloads };
    });
  } finally {
    await laboratory.close();
  }
}

export const percent = (share) => `${Math.floor(share * 100)} %`;
