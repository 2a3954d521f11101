import { stringBytes } from '#engine/string';
import type { MakeString } from '../text.js';

/**
 * Where strings come from, `#strings`: here src/bindings/string.wat, for this memory of the engine's.
 *
 * Rejects where the platform lacks what that needs: WebAssembly with garbage collection, and its string builtins.
 */
export async function stringMaker(memory: WebAssembly.Memory): Promise<MakeString> {
  const { instance } = await WebAssembly.instantiate(
    stringBytes(),
    { engine: { memory } },
    { builtins: ['js-string'] },
  );
  return instance.exports.string as MakeString;
}
