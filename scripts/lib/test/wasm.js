import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromiumFlags } from '../../../tests/support/browsers/chromium-flags.js';
import { onVirtualDisplay } from '../../../tests/support/browsers/display.js';
import { firefoxPreferences } from '../../../tests/support/browsers/firefox-preferences.js';
import { withPath } from '../find.js';
import { inRoot } from '../paths.js';
import { counted } from './counted.js';
import { cargoCounts } from './counts.js';
import { engineNames } from './engines.js';

/** The variables that tell wasm-bindgen's runner where the tests run. */
const scopes = {
  page: 'WASM_BINDGEN_USE_BROWSER',
  worker: 'WASM_BINDGEN_USE_DEDICATED_WORKER',
};

/** What wasm-pack and the driver are told for each engine. The runner adds `--headless`, and what root needs. */
const engines = {
  chromium: ({ browser, driver }) => ({
    args: ['--chrome', '--chromedriver', driver],
    capabilities: { 'goog:chromeOptions': { binary: browser, args: chromiumFlags } },
  }),
  firefox: ({ browser, driver }) => ({
    args: ['--firefox', '--geckodriver', driver],
    capabilities: { 'moz:firefoxOptions': { binary: browser, prefs: firefoxPreferences } },
  }),
  webkit: ({ driver }) => ({
    args: ['--safari', '--safaridriver', driver],
    capabilities: {},
    around: process.platform === 'darwin' ? undefined : onVirtualDisplay,
  }),
};

/**
 * Runs tests/browser.rs in a page or a dedicated worker. The fixture server's address is there for the tests as
 * FIXTURE_ORIGIN, when they are compiled.
 */
export async function wasmTests(scope, engine, tools) {
  const { args, capabilities, around = (command) => command } = engines[engine](tools[engine]);
  const file = inRoot('target', `webdriver-${engine}.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(capabilities));

  // Imported late: the module is not there for the scripts to stand on.
  const { startFixtureServer } = await import('../../../tests/support/fixture-server.js');
  const server = await startFixtureServer();
  try {
    const test = ['test', '--headless', ...args, '--mode', 'no-install', '--', '--test', 'browser'];
    const [command, ...rest] = around(['wasm-pack', ...test]);
    return await counted(cargoCounts, command, rest, {
      doing: `Testing the crate in a ${scope} of ${engineNames[engine]} (wasm-pack test)`,
      env: {
        ...withPath(tools.wasmPack),
        [scopes[scope]]: '1',
        FIXTURE_ORIGIN: server.origin,
        // A page like any other: an isolated one may not ask other origins for anything without their consent.
        WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: '1',
        WASM_BINDGEN_TEST_TIMEOUT: '120',
        WASM_BINDGEN_TEST_WEBDRIVER_JSON: file,
      },
      timeout: 1200,
    });
  } finally {
    await server.close();
  }
}
