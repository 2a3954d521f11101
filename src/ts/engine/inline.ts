/** Where the wasm comes from, `#wasm`: here it is part of the package's JavaScript. */
export { wasmBytes as wasm } from '#engine/bytes';
