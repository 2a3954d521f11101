/**
 * Bytes as text that can stand in any JavaScript, and that a web server's compression sees through.
 *
 * In base64 a byte's look depends on where it stands, so that gzip and brotli find no repetitions; that cost the engine a
 * quarter of its compressed size. Here a byte is always the same one character, or two if it is rare in wasm, where
 * small numbers abound. Letters and the space stand for themselves, so that words look like words, and so do `@` and
 * `A`, with which blocks and constants begin. All of them are printable ASCII, and none is a quote, a backslash, a `<` or
 * a `>`: no minifier has anything to escape, whatever quotes it takes, no charset can spoil it, and no HTML parser finds
 * the end of a script or of a comment.
 */

/**
 * `text` must be what {@link encode} gives. It is copied into the package as it stands: it must need nothing else. A page
 * runs it once, before anything of it has been compiled, so it does little for each character.
 */
export function decode(text) {
  const bytes = new Uint8Array(text.length);
  const values = [];
  let count = 0;
  for (let code = 32; code < 123; code++) {
    // What has a meaning to JavaScript or HTML is in no text, so it takes no number.
    values[code] = /[ @Aa-z"'<>\\`]/.test(String.fromCharCode(code)) ? code : count++;
  }
  let length = 0;
  let more = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 122) {
      more = (code - 122) * count;
    } else {
      bytes[length++] = values[code] + more;
      more = 0;
    }
  }
  return bytes.slice(0, length);
}

export function encode(bytes) {
  return Array.from(bytes, (byte) => codes[byte]).join('');
}

/** What stands for each byte: the decoder's table, found by asking it. */
const codes = [];
for (const lead of ['', '{', '|', '}', '~']) {
  for (let code = 32; code < 123; code++) {
    const char = String.fromCharCode(code);
    if (!/["'<>\\`]/.test(char)) codes[decode(lead + char)[0]] ??= lead + char;
  }
}
