import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from './size-check.js';
import { reachable } from './sizes.js';

const complaints = (accepted, present) => compare(accepted, present).map(({ complaint }) => complaint);

test('a size may be 2 % from its figure, in both directions', () => {
  assert.deepEqual(complaints({ a: 10_000, b: 10_000 }, { a: 10_200, b: 9800 }), [undefined, undefined]);
  assert.match(
    complaints({ a: 10_000 }, { a: 10_201 })[0],
    /10,201 bytes of brotli are 2\.0 % more than its 10,000 bytes/,
  );
  assert.match(
    complaints({ a: 10_000 }, { a: 5000 })[0],
    /50\.0 % less than its 10,000 bytes: the figure should follow/,
  );
});

test('what is new and what is gone is told', () => {
  assert.match(complaints({}, { a: 100 })[0], /new, with 100 bytes, and has no figure/);
  assert.match(complaints({ a: 100 }, {})[0], /not there any more/);
});

test('what is imported dynamically is not counted, unless something imports it statically, too', () => {
  const file = (...imports) => ({ imports: imports.map(([path, kind = 'import-statement']) => ({ path, kind })) });
  const outputs = new Map([
    ['app.js', file(['shared.js'], ['lazy.js', 'dynamic-import'])],
    ['shared.js', file(['deep.js'], ['app.js'])],
    ['deep.js', file()],
    ['lazy.js', file(['deep.js'], ['lazier.js'])],
    ['lazier.js', file()],
  ]);
  assert.deepEqual([...reachable(outputs, 'app.js')].sort(), ['app.js', 'deep.js', 'shared.js']);
});
