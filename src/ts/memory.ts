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

/** Makes a string of UTF-8 in the engine's memory, from one address to another; null if it is none. */
export type MakeString = (start: number, end: number) => string | null;

/** Not everywhere, and not at once. */
export let makeString: MakeString | undefined;
let loadStrings: (() => Promise<MakeString>) | undefined;
let batches = 0;

/** Short texts may be made by what this loads. It rejects where that can't be had. */
export function useStrings(load: () => Promise<MakeString>): void {
  loadStrings = load;
}

/** To be called with each batch. With the second there is time to load what only makes things faster. */
export function batchCame(): void {
  if (!loadStrings || batches++ === 0) return;
  loadStrings().then(
    (maker) => {
      makeString = maker;
    },
    () => {},
  );
  loadStrings = undefined;
}

/**
 * A text of the engine's that has a line end behind it.
 *
 * @param most how many bytes it may have to be made a string without the platform's decoder: to call that takes as long as to
 *   make a string of some hundred bytes
 */
export function text(start: number, end: number, most: number): string {
  const made = end - start <= most ? makeString?.(start, end) : undefined;
  return made ?? decode(bytes.subarray(start, end));
}

let decoder: TextDecoder;
let bytesLeft = 0;

/** Decodes UTF-8. What is none becomes U+FFFD. */
export function decode(utf8: Uint8Array): string {
  bytesLeft -= utf8.length;
  // Safari's fails when it has decoded 2 GiB in all.
  if (bytesLeft <= 0) {
    decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    bytesLeft = 2 ** 30;
  }
  return decoder.decode(utf8);
}

/** The text whose address is the number at this place, and its length the next. */
export function textAt(place: number): string {
  const start = numbers[place] as number;
  return decode(bytes.subarray(start, start + (numbers[place + 1] as number)));
}
