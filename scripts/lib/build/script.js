import { Problem } from '../problem.js';

/** The module that wasm2js wrote, without an instance made at once: `load()` gives one's exports, as WebAssembly would. */
export function translatedModule(text) {
  const end = text.indexOf('\nvar retasmFunc = asmFunc({');
  if (end < 0) throw new Problem('wasm2js writes something else than script.js knows.');
  return `${text.slice(0, end)}\nexport const load = () => asmFunc({});\n`;
}
