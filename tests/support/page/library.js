// The package as it was built, all of its entries but for the polyfill, which a test has to import at its own time.
export * from '/dist/fetch-event-source.js';
export * from '/dist/index.js';
