import type * as functions from '#engine/exports';
import { stringMaker } from '#strings';
import { wasm } from '#wasm';
import { EventSourceError } from './error.js';
import { type Memory, useMemory } from './memory.js';
import { useStrings } from './text.js';

/** What the engine does: see src/bindings. */
export type Engine = typeof functions;

let loading: Promise<Engine> | undefined;

/**
 * The Rust engine, loaded when it is asked for first and then shared.
 *
 * Asynchronously, because browsers limit what the main thread may compile at once; whoever needs it has the network to
 * wait for anyway.
 */
export function loadEngine(): Promise<Engine> {
  loading ??= load().catch((cause: unknown) => {
    loading = undefined;
    throw new EventSourceError('unsupported', `The engine could not be loaded: ${cause}`, { cause });
  });
  return loading;
}

async function load(): Promise<Engine> {
  const source = await wasm();
  let exports: WebAssembly.Exports;
  let isTranslated = false;
  try {
    const result = await WebAssembly.instantiate(source);
    exports = ('instance' in result ? result.instance : result).exports;
    useStrings(() => stringMaker(exports.memory as WebAssembly.Memory));
  } catch {
    // Forbidden by a policy or a browser's setting, or too new for this browser: the same engine in JavaScript.
    const { load } = await import('#engine/script');
    exports = load();
    isTranslated = true;
  }
  useMemory(exports.memory as Memory, isTranslated);
  return exports as unknown as Engine;
}
