import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromiumFlags } from '../../../tests/support/browsers/chromium-flags.js';
import { withPath } from '../find.js';
import { inRoot } from '../paths.js';
import { counted } from './counted.js';
import { cargoCounts } from './counts.js';

/**
 * Runs tests/browser.rs in Chromium. `scope` is the variable that tells wasm-bindgen's runner where: in a page, in a
 * worker; the runner adds `--headless`, and what root needs. The fixture server's address is there for the tests as FIXTURE_ORIGIN, when they are compiled.
 */
export async function wasmTests(place, scope, { chromium, wasmPack }) {
  const capabilities = inRoot('target', 'webdriver.json');
  await mkdir(path.dirname(capabilities), { recursive: true });
  await writeFile(
    capabilities,
    JSON.stringify({ 'goog:chromeOptions': { binary: chromium.browser, args: chromiumFlags } }),
  );

  // Imported late: the module is not there for the scripts to stand on.
  const { startFixtureServer } = await import('../../../tests/support/fixture-server.js');
  const server = await startFixtureServer();
  try {
    const browser = ['--headless', '--chrome', '--chromedriver', chromium.driver];
    return await counted(
      cargoCounts,
      'wasm-pack',
      ['test', ...browser, '--mode', 'no-install', '--', '--test', 'browser'],
      {
        doing: `Testing the crate in ${place} (wasm-pack test)`,
        env: {
          ...withPath(wasmPack),
          [scope]: '1',
          FIXTURE_ORIGIN: server.origin,
          // A page like any other: an isolated one may not ask other origins for anything without their consent.
          WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: '1',
          WASM_BINDGEN_TEST_TIMEOUT: '120',
          WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities,
        },
        timeout: 1200,
      },
    );
  } finally {
    await server.close();
  }
}
