// eventsource-wasm/polyfill sets globalThis.EventSource where there is none.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { answers, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

/** As WebIDL has interface objects. */
const INTERFACE_OBJECT = { writable: true, enumerable: false, configurable: true };

// Service workers may not import when they run; what they would load is the same.
for (const scope of ['window', 'dedicated', 'shared']) {
  describe(`in a ${scope === 'window' ? 'page' : `${scope} worker`}`, () => {
    test('the import changes nothing where there is an EventSource', TIMEOUT, async () => {
      const outcome = await world.run(scope, async () => {
        const state = () => Object.entries(Object.getOwnPropertyDescriptors(globalThis)).map(([k, v]) => [k, v.value]);
        const before = new Map(state());
        const { install } = await import('/dist/polyfill.js');
        const installed = install();
        const changed = state().filter(([name, value]) => !before.has(name) || !Object.is(before.get(name), value));
        return {
          installed,
          changed: changed.map(([name]) => name),
          isNative: `${EventSource}`.includes('[native code]'),
        };
      });
      assert.deepEqual(outcome, { installed: false, changed: [], isNative: true });
    });

    test('the import sets it where there is none, and it works', TIMEOUT, async () => {
      const route = world.server.route('/polyfilled', answers.open('data: a\n\n'));
      const outcome = await world.run(
        scope,
        async (library, url) => {
          delete globalThis.EventSource;
          const { install } = await import('/dist/polyfill.js');
          const { value, ...descriptor } = Object.getOwnPropertyDescriptor(globalThis, 'EventSource');
          const source = new EventSource(url);
          const { data } = await library.nextEvent(source, 'message');
          source.close();
          return { descriptor, isOurs: value === library.EventSource, data, again: install() };
        },
        route.url,
      );
      assert.deepEqual(outcome, { descriptor: INTERFACE_OBJECT, isOurs: true, data: 'a', again: false });
    });

    test('install({ force: true }) replaces the native one', TIMEOUT, async () => {
      const outcome = await world.run(scope, async (library) => {
        const { install } = await import('/dist/polyfill.js');
        const attributes = () => {
          const { value, ...others } = Object.getOwnPropertyDescriptor(globalThis, 'EventSource');
          return others;
        };
        const native = attributes();
        const refused = [install(), install({}), install({ force: false })];
        const isNative = globalThis.EventSource !== library.EventSource;
        const installed = install({ force: true });
        const isOurs = globalThis.EventSource === library.EventSource;
        return { refused, isNative, installed, isOurs, native, ours: attributes() };
      });
      assert.deepEqual(outcome, {
        refused: [false, false, false],
        isNative: true,
        installed: true,
        isOurs: true,
        native: INTERFACE_OBJECT,
        ours: INTERFACE_OBJECT,
      });
    });
  });
}

test('a global that is undefined is none', TIMEOUT, async () => {
  const outcome = await world.run('window', async (library) => {
    delete globalThis.EventSource;
    globalThis.EventSource = undefined;
    await import('/dist/polyfill.js');
    const { value, ...descriptor } = Object.getOwnPropertyDescriptor(globalThis, 'EventSource');
    return { descriptor, isOurs: value === library.EventSource };
  });
  assert.deepEqual(outcome, { descriptor: INTERFACE_OBJECT, isOurs: true });
});

test('install() sets it again after it was deleted', TIMEOUT, async () => {
  const outcome = await world.run('window', async (library) => {
    const { install } = await import('/dist/polyfill.js');
    delete globalThis.EventSource;
    return { installed: install(), isOurs: globalThis.EventSource === library.EventSource };
  });
  assert.deepEqual(outcome, { installed: true, isOurs: true });
});

test('the package itself sets nothing', TIMEOUT, async () => {
  const isNative = await world.run('window', () => `${globalThis.EventSource}`.includes('[native code]'));
  assert.equal(isNative, true);
});

test('in Node, which has none', TIMEOUT, async () => {
  const route = world.server.route('/node', answers.open('data: a\n\n'));
  // In a process of its own: a global belongs to all.
  const source = `
    delete globalThis.EventSource;
    await import(${JSON.stringify(new URL('../../dist/polyfill.js', import.meta.url).href)});
    const source = new EventSource(${JSON.stringify(route.url)});
    source.onmessage = ({ data }) => {
      source.close();
      console.log(data);
    };
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    timeout: 30_000,
  });
  assert.equal(stdout, 'a\n');
});
