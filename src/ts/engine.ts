import { importModule, wasmBytes } from '#engine/bytes';
import * as glue from '#engine/glue';
import { EventSourceError } from './error.js';

export type Engine = typeof glue;

let loading: Promise<Engine> | undefined;

/**
 * The Rust engine, compiled when it is asked for first and then shared.
 *
 * Asynchronously, because browsers limit what the main thread may compile at once; whoever needs it has the network to
 * wait for anyway.
 */
export function loadEngine(): Promise<Engine> {
  loading ??= instantiate().catch((cause: unknown) => {
    loading = undefined;
    throw new EventSourceError(
      'unsupported',
      'WebAssembly is not allowed here. If the page has a Content-Security-Policy, its script-src needs ' +
        "'wasm-unsafe-eval'",
      { cause },
    );
  });
  return loading;
}

async function instantiate(): Promise<Engine> {
  const { instance } = await WebAssembly.instantiate(wasmBytes(), { [importModule]: { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return glue;
}
