/**
 * Strict, as an example: the engine is WebAssembly, so it needs 'wasm-unsafe-eval' (which allows compiling wasm and
 * no eval), and nothing else. `scripts` are allowed besides.
 */
export function policy(...scripts) {
  return [
    "default-src 'self'",
    `script-src ${["'self'", "'wasm-unsafe-eval'", ...scripts].join(' ')}`,
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
