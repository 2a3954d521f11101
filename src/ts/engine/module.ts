import engine from '#engine/engine.wasm';

/** Where the wasm comes from, `#wasm`: here it is a module of its own, for runtimes that compile nothing when they run. */
export const wasm = () => engine;
