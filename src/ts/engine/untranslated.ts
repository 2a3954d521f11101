/** In place of the translation into JavaScript, `#engine/script`, where WebAssembly always runs. */
export function load(): never {
  throw new Error('WebAssembly failed');
}
