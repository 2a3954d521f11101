import { together } from '../processes.js';
import { ensureCargoTools } from '../setup/cargo-tools.js';
import { ensureChromium } from '../setup/chromium.js';
import { ensureCxxCompiler } from '../setup/cxx.js';
import { ensureFirefox } from '../setup/firefox.js';
import { ensureMiri, ensureRust, ensureWasmTarget } from '../setup/rust.js';
import { ensureWebKit } from '../setup/webkit.js';

/** What the steps may need. */
const setups = {
  rust: ensureRust,
  miri: ensureMiri,
  wasmTarget: ensureWasmTarget,
  wasmPack: () => ensureCargoTools('wasm-bindgen', 'wasm-pack'),
  chromium: ensureChromium,
  firefox: ensureFirefox,
  webkit: ensureWebKit,
  cxx: ensureCxxCompiler,
};

/** Sets up everything that the steps need, side by side, and gives what came of it under its name. */
export async function setUp(steps) {
  const names = Object.keys(setups).filter((name) => steps.some((step) => step.needs.includes(name)));
  const found = await together(...names.map((name) => setups[name]()));
  return Object.fromEntries(names.map((name, index) => [name, found[index]]));
}
