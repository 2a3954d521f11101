// All of the package without the engine's wasm, which the application provides.
export { type EngineSource, useEngine } from './engine/given.js';
export * from './fetch-event-source.js';
export * from './index.js';
