// Cuts text into pieces of about the size of a language model's tokens. Joined, they are the text again.

const words = new Intl.Segmenter('en', { granularity: 'word' });
const LONGEST = 7;

export function* tokensOf(text) {
  let space = '';
  for (const { segment } of words.segment(text)) {
    if (/^\s+$/.test(segment)) {
      space += segment;
      continue;
    }
    const [first, ...rest] = pieces(segment);
    yield space + first; // white space travels with the word behind it
    yield* rest;
    space = '';
  }
  if (space) yield space;
}

export function countTokens(text) {
  return [...tokensOf(text)].length;
}

/** Long words come in syllable-sized pieces. Emoji and other signs stay whole, however many code points they are. */
function pieces(segment) {
  if (segment.length <= LONGEST || !/^[\p{L}\p{N}]+$/u.test(segment)) return [segment];
  return segment.match(/.{1,4}/gsu);
}
