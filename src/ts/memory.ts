/** That of WebAssembly, or of its translation into JavaScript. */
export type Memory = { readonly buffer: ArrayBuffer };

let memory: Memory;
let isTranslated = false;

/** The engine's memory. Only for what is done with it before the engine is called again, which may move it. */
export let bytes = /* @__PURE__ */ new Uint8Array();
/** The same as numbers. */
export let numbers = /* @__PURE__ */ new Uint32Array();
/** Stands there for a number that is not given. */
export const none = 2 ** 32 - 1;

/** The chunk that the engine was fed with last, and the address where it was put. */
export let fed = bytes;
export let fedAt = 0;

/** The engine's memory is this. `translated`: the translation's, which is replaced when it grows. */
export function useMemory(theMemory: Memory, translated: boolean): void {
  memory = theMemory;
  isTranslated = translated;
  renew();
}

/** To be called when the engine was: its memory may have grown. */
export function look(): void {
  // When WebAssembly's grows, the arrays that were there become empty. To see that is quicker than to ask for its buffer.
  if (isTranslated ? bytes.buffer !== memory.buffer : bytes.length === 0) renew();
}

function renew(): void {
  bytes = new Uint8Array(memory.buffer);
  numbers = new Uint32Array(memory.buffer);
}

/** Copies a chunk to where the engine takes it from. */
export function copyIn(chunk: Uint8Array, address: number): void {
  look();
  fed = chunk as Uint8Array<ArrayBuffer>;
  fedAt = address;
  bytes.set(chunk, address);
}
