/** What {@link useEngine} takes: an address, a response, the bytes, or what was compiled of them. */
export type EngineSource = string | URL | Response | BufferSource | WebAssembly.Module;

type Given = EngineSource | Promise<EngineSource> | (() => EngineSource | Promise<EngineSource>);
let given: Given | undefined;

/**
 * Says where the engine is: the package's `engine.wasm`, or what came of it. To be called before the first source is made;
 * later it changes nothing. A function is called when the engine is needed.
 *
 * @example
 * useEngine('/assets/engine.wasm');
 * useEngine(() => caches.match('/assets/engine.wasm'));
 */
export function useEngine(source: Given): void {
  given = source;
}

/** Where the wasm comes from, `#wasm`: here the application says it. */
export async function wasm(): Promise<BufferSource | WebAssembly.Module> {
  let source = await (typeof given === 'function' ? given() : given);
  if (!source) throw new Error('useEngine() has not said where it is');
  if (typeof source === 'string' || source instanceof URL) source = await fetch(source);
  if (!('arrayBuffer' in source)) return source;
  if (!source.ok) throw new Error(`${source.url} was answered with ${source.status}`);
  return source.arrayBuffer();
}
