import { bytes, numbers } from './memory.js';

/** Makes a string of UTF-8 in the engine's memory, from one address to another; null if it is none. */
export type MakeString = (start: number, end: number) => string | null;

/** Not everywhere, and not at once. */
export let makeString: MakeString | undefined;
let loadStrings: (() => Promise<MakeString>) | undefined;
/** For fewer batches it is not worth its loading. */
let batchesLeft = 32;

/** Short texts may be made by what this loads. It rejects where that can't be had. */
export function useStrings(load: () => Promise<MakeString>): void {
  loadStrings = load;
}

/** To be called with each batch. */
export function batchCame(): void {
  if (!loadStrings || --batchesLeft > 0) return;
  loadStrings().then(
    (maker) => {
      makeString = maker;
    },
    () => {},
  );
  loadStrings = undefined;
}

/**
 * The engine's text from one address to another, behind which there is a line end.
 *
 * @param most in bytes: a longer one is left to the platform's decoder. To call that takes as long as to make a string of some
 *   hundred bytes without it
 */
export function text(start: number, end: number, most: number): string {
  const made = end - start <= most ? makeString?.(start, end) : undefined;
  return made ?? decode(bytes.subarray(start, end));
}

let decoder: TextDecoder;
let bytesLeft = 0;

/** Decodes UTF-8. What is none becomes U+FFFD. */
function decode(utf8: Uint8Array): string {
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
