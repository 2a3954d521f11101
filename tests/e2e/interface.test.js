// The shape of the class, as WebIDL and the HTML standard have it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answers, forBoth, TIMEOUT, useBrowser } from '../support/harness.js';

const world = useBrowser();

forBoth(world, (run) => {
  describe('the class', () => {
    test('its name, length and place in the prototype chain', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource }) => ({
        name: EventSource.name,
        length: EventSource.length,
        parent: Object.getPrototypeOf(EventSource) === EventTarget,
        prototypeParent: Object.getPrototypeOf(EventSource.prototype) === EventTarget.prototype,
        constructor: EventSource.prototype.constructor === EventSource,
        string: String(EventSource.prototype),
      }));
      assert.deepEqual(facts, {
        name: 'EventSource',
        length: 1,
        parent: true,
        prototypeParent: true,
        constructor: true,
        string: '[object EventSource]',
      });
    });

    test('the descriptors of what every interface has', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource, descriptor }) => ({
        prototype: { ...descriptor(EventSource, 'prototype'), value: undefined },
        constructor: { ...descriptor(EventSource.prototype, 'constructor'), value: undefined },
        tag: descriptor(EventSource.prototype, Symbol.toStringTag),
      }));
      assert.deepEqual(facts, {
        prototype: { value: undefined, writable: false, enumerable: false, configurable: false },
        constructor: { value: undefined, writable: true, enumerable: false, configurable: true },
        tag: { value: 'EventSource', writable: false, enumerable: false, configurable: true },
      });
    });

    test('constants on the class and on its prototype', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource, descriptor }) =>
        [EventSource, EventSource.prototype].map((owner) =>
          ['CONNECTING', 'OPEN', 'CLOSED'].map((name) => descriptor(owner, name)),
        ),
      );
      const constant = (value) => ({ value, writable: false, enumerable: true, configurable: false });
      assert.deepEqual(facts, Array(2).fill([constant(0), constant(1), constant(2)]));
    });

    test('url, withCredentials and readyState are read-only accessors', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource, descriptor }) =>
        ['url', 'withCredentials', 'readyState'].map((name) => descriptor(EventSource.prototype, name)),
      );
      const accessor = (name) => ({
        get: { name: `get ${name}`, length: 0 },
        set: null,
        enumerable: true,
        configurable: true,
      });
      assert.deepEqual(facts, ['url', 'withCredentials', 'readyState'].map(accessor));
    });

    test('onopen, onmessage and onerror are accessors', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource, descriptor }) =>
        ['onopen', 'onmessage', 'onerror'].map((name) => descriptor(EventSource.prototype, name)),
      );
      const accessor = (name) => ({
        get: { name: `get ${name}`, length: 0 },
        set: { name: `set ${name}`, length: 1 },
        enumerable: true,
        configurable: true,
      });
      assert.deepEqual(facts, ['onopen', 'onmessage', 'onerror'].map(accessor));
    });

    test('close is a method', TIMEOUT, async () => {
      const fact = await run('window', ({ EventSource, descriptor }) => descriptor(EventSource.prototype, 'close'));
      assert.deepEqual(fact, {
        value: { name: 'close', length: 0 },
        writable: true,
        enumerable: true,
        configurable: true,
      });
    });

    test('an instance has no property of its own', TIMEOUT, async () => {
      const names = await run('window', ({ EventSource }) => {
        const source = new EventSource('/status/204');
        source.close();
        return Reflect.ownKeys(source).map(String);
      });
      assert.deepEqual(names, []);
    });

    test('accessors and close throw a TypeError on anything else', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource, thrownBy }) => {
        const strangers = [
          undefined,
          null,
          {},
          EventSource.prototype,
          new EventTarget(),
          Object.create(EventSource.prototype),
        ];
        const failures = [];
        for (const name of ['url', 'withCredentials', 'readyState', 'onopen', 'onmessage', 'onerror', 'close']) {
          const { get, set, value } = Object.getOwnPropertyDescriptor(EventSource.prototype, name);
          for (const [kind, method] of Object.entries({ get, set, value })) {
            for (const [index, stranger] of strangers.entries()) {
              if (!method || thrownBy(() => method.call(stranger, null))?.isTypeError) continue;
              failures.push(`${kind} ${name} of stranger ${index}`);
            }
          }
        }
        return failures;
      });
      assert.deepEqual(facts, []);
    });

    test('it has to be called with new and an address', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource, thrownBy }) => [
        thrownBy(() => EventSource('/status/204')),
        thrownBy(() => new EventSource()),
        thrownBy(() => new EventSource('/status/204', 1)),
        thrownBy(() => new EventSource(Symbol('url'))),
      ]);
      for (const thrown of facts) assert.equal(thrown?.isTypeError, true);
    });

    test('a subclass works', TIMEOUT, async () => {
      const route = world.server.route('/subclass', answers.open('data: a\n\n'));
      const facts = await run(
        'window',
        async ({ EventSource, nextEvent }, url) => {
          class Loud extends EventSource {
            get loud() {
              return this.url.toUpperCase();
            }
          }
          const source = new Loud(url);
          const { data } = await nextEvent(source, 'message');
          source.close();
          return { data, loud: source.loud, is: source instanceof EventSource };
        },
        route.url,
      );
      assert.deepEqual(facts, { data: 'a', loud: route.url.toUpperCase(), is: true });
    });
  });

  describe('the constructor', () => {
    test('starts CONNECTING, without credentials, without handlers', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource }) => {
        const source = new EventSource('/status/204');
        const { url, withCredentials, readyState, onopen, onmessage, onerror } = source;
        source.close();
        return { url, withCredentials, readyState, onopen, onmessage, onerror, string: String(source) };
      });
      assert.deepEqual(facts, {
        url: `${world.server.origin}/status/204`,
        withCredentials: false,
        readyState: 0,
        onopen: null,
        onmessage: null,
        onerror: null,
        string: '[object EventSource]',
      });
    });

    test('withCredentials is whatever is truthy', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource }) =>
        [undefined, null, {}, { withCredentials: true }, { withCredentials: 'yes' }, { withCredentials: 0 }].map(
          (init) => {
            const source = new EventSource('/status/204', init);
            source.close();
            return source.withCredentials;
          },
        ),
      );
      assert.deepEqual(facts, [false, false, false, true, true, false]);
    });

    test('takes a URL object, or anything that has a string', TIMEOUT, async () => {
      const urls = await run('window', ({ EventSource }) =>
        [new URL('/a?b#c', location), { toString: () => '/d' }, 7, null, undefined, 'e\ud800'].map((address) => {
          const source = new EventSource(address);
          source.close();
          return source.url;
        }),
      );
      const expected = ['a?b#c', 'd', '7', 'null', 'undefined', 'e%EF%BF%BD'];
      assert.deepEqual(
        urls,
        expected.map((path) => `${world.server.origin}/${path}`),
      );
    });

    test("resolves against the document's base, when it is constructed", TIMEOUT, async () => {
      const urls = await run('window', ({ EventSource }) => {
        const base = document.createElement('base');
        base.href = '/deep/down/page?query';
        document.head.append(base);
        const sources = ['x', '../x', '?x', '', '//example.test/x'].map((url) => new EventSource(url));
        base.remove();
        for (const source of sources) source.close();
        return sources.map(({ url }) => url);
      });
      const { origin } = world.server;
      assert.deepEqual(urls, [
        `${origin}/deep/down/x`,
        `${origin}/deep/x`,
        `${origin}/deep/down/page?x`,
        `${origin}/deep/down/page?query`,
        'http://example.test/x',
      ]);
    });

    test('throws a SyntaxError DOMException on a bad address', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource, thrownBy }) =>
        ['http://', 'https://[::1', 'http://a:99999/'].map((url) => thrownBy(() => new EventSource(url))),
      );
      const expected = { name: 'SyntaxError', isTypeError: false, isDOMException: true, code: 12 };
      assert.deepEqual(facts, [expected, expected, expected]);
    });

    test('lets through what the address throws', TIMEOUT, async () => {
      const name = await run('window', ({ EventSource, thrownBy }) => {
        const address = {
          toString() {
            throw new RangeError('not today');
          },
        };
        return thrownBy(() => new EventSource(address))?.name;
      });
      assert.equal(name, 'RangeError');
    });
  });

  describe('event handler attributes', () => {
    test('keep functions and objects, and turn all else into null', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource }) => {
        const source = new EventSource('/status/204');
        source.close();
        return ['onopen', 'onmessage', 'onerror'].map((name) => {
          const kept = [() => {}, {}, []].every((value) => {
            source[name] = value;
            return source[name] === value;
          });
          const dropped = [1, 'alert()', true, undefined, null, Symbol('a')].every((value) => {
            source[name] = () => {};
            source[name] = value;
            return source[name] === null;
          });
          return kept && dropped;
        });
      });
      assert.deepEqual(facts, [true, true, true]);
    });

    test('are called with the event, on the source', TIMEOUT, async () => {
      const facts = await run('window', ({ EventSource }) => {
        const source = new EventSource('/status/204');
        source.close();
        return ['open', 'message', 'error'].map((type) => {
          const event = new Event(type);
          let fact;
          source[`on${type}`] = function (...given) {
            fact = this === source && given.length === 1 && given[0] === event && event.currentTarget === source;
          };
          source.dispatchEvent(event);
          return fact;
        });
      });
      assert.deepEqual(facts, [true, true, true]);
    });

    test('an object is kept but not called', TIMEOUT, async () => {
      const called = await run('window', ({ EventSource }) => {
        const source = new EventSource('/status/204');
        source.close();
        let calls = 0;
        source.onmessage = { handleEvent: () => calls++ };
        source.dispatchEvent(new Event('message'));
        return calls;
      });
      assert.equal(called, 0);
    });

    test('have the place in the order of listeners where they were first set', TIMEOUT, async () => {
      const order = await run('window', ({ EventSource }) => {
        const source = new EventSource('/status/204');
        source.close();
        const order = [];
        const dispatch = () => {
          source.dispatchEvent(new Event('message'));
          return order.splice(0).join(' ');
        };
        source.addEventListener('message', () => order.push('first'));
        source.onmessage = () => order.push('handler');
        source.addEventListener('message', () => order.push('last'));
        const results = [dispatch()];
        source.onmessage = () => order.push('replaced');
        results.push(dispatch());
        source.onmessage = null;
        results.push(dispatch());
        source.onmessage = () => order.push('again');
        results.push(dispatch());
        return results;
      });
      assert.deepEqual(order, ['first handler last', 'first replaced last', 'first last', 'first last again']);
    });

    test('returning false prevents the default', TIMEOUT, async () => {
      const prevented = await run('window', ({ EventSource }) => {
        const source = new EventSource('/status/204');
        source.close();
        return [false, true, undefined, 0, null].map((result) => {
          source.onerror = () => result;
          const event = new Event('error', { cancelable: true });
          source.dispatchEvent(event);
          return event.defaultPrevented;
        });
      });
      assert.deepEqual(prevented, [true, false, false, false, false]);
    });

    test('may be taken away while their event is dispatched', TIMEOUT, async () => {
      const calls = await run('window', ({ EventSource }) => {
        const source = new EventSource('/status/204');
        source.close();
        const calls = [];
        source.addEventListener('message', () => {
          calls.push('listener');
          source.onmessage = null;
        });
        source.onmessage = () => calls.push('handler');
        source.dispatchEvent(new Event('message'));
        return calls;
      });
      assert.deepEqual(calls, ['listener']);
    });
  });

  describe('events', () => {
    test('open is a plain Event, not fired before the constructor returns', TIMEOUT, async () => {
      const route = world.server.route('/open', answers.open(':\n\n'));
      const fact = await run(
        'window',
        async ({ EventSource, nextEvent }, url) => {
          const source = new EventSource(url);
          const event = await nextEvent(source, 'open');
          const { type, bubbles, cancelable } = event;
          const fact = {
            type,
            bubbles,
            cancelable,
            plain: event.constructor === Event,
            target: event.target === source,
          };
          const { readyState } = source;
          source.close();
          return { ...fact, readyState };
        },
        route.url,
      );
      const expected = { type: 'open', bubbles: false, cancelable: false, plain: true, target: true, readyState: 1 };
      assert.deepEqual(fact, expected);
    });

    test('message is a MessageEvent', TIMEOUT, async () => {
      const route = world.server.route('/message', answers.open('event: tick\nid: 7\ndata: a\n\n'));
      const fact = await run(
        'window',
        async ({ EventSource, nextEvent }, url) => {
          const source = new EventSource(url);
          const event = await nextEvent(source, 'tick');
          source.close();
          const { type, data, lastEventId, origin, bubbles, cancelable, ports } = event;
          const real = event instanceof MessageEvent && event.target === source && event.source === null;
          return { type, data, lastEventId, origin, bubbles, cancelable, ports: [...ports], real };
        },
        route.url,
      );
      assert.deepEqual(fact, {
        type: 'tick',
        data: 'a',
        lastEventId: '7',
        origin: world.server.origin,
        bubbles: false,
        cancelable: false,
        ports: [],
        real: true,
      });
    });

    test('a message looks like any MessageEvent', TIMEOUT, async () => {
      const route = world.server.route('/looks', answers.open('id: 7\ndata: a\n\n'));
      const fact = await run(
        'window',
        async ({ EventSource, nextEvent, thrownBy }, url) => {
          const source = new EventSource(url);
          const event = await nextEvent(source, 'message');
          source.close();
          const enumerated = [];
          for (const name in event) enumerated.push(name);
          return {
            string: String(event),
            constructor: event.constructor === MessageEvent,
            own: Reflect.ownKeys(event).map(String),
            enumerated:
              enumerated.sort().join() ===
              Object.keys(listed(new MessageEvent('message')))
                .sort()
                .join(),
            readOnly: ['data', 'origin', 'lastEventId'].filter((name) => {
              thrownBy(() => {
                event[name] = 'changed';
              });
              return event[name] === 'changed';
            }),
            frozen: Object.isFrozen(event.ports),
            cloned: thrownBy(() => structuredClone(event))?.name,
          };

          function listed(object) {
            const names = {};
            for (const name in object) names[name] = true;
            return names;
          }
        },
        route.url,
      );
      assert.deepEqual(fact, {
        string: '[object MessageEvent]',
        constructor: true,
        own: ['isTrusted'],
        enumerated: true,
        readOnly: [],
        frozen: true,
        cloned: 'DataCloneError',
      });
    });

    test('a message can be dispatched again, and copied', TIMEOUT, async () => {
      const route = world.server.route('/again', answers.open('event: tick\nid: 7\ndata: a\n\n'));
      const heard = await run(
        'window',
        async ({ EventSource, nextEvent, sleep }, url) => {
          const source = new EventSource(url);
          const event = await nextEvent(source, 'tick');
          source.close();
          // The browser's own is still being dispatched.
          await sleep(0);
          const heard = [];
          const target = new EventTarget();
          target.addEventListener('tick', ({ type, data, origin, lastEventId, target: of }) =>
            heard.push([type, data, origin, lastEventId, of === target]),
          );
          target.dispatchEvent(event);
          target.dispatchEvent(new event.constructor(event.type, event));
          return heard;
        },
        route.url,
      );
      assert.deepEqual(heard, Array(2).fill(['tick', 'a', world.server.origin, '7', true]));
    });

    test('error is an Event that neither bubbles nor can be cancelled', TIMEOUT, async () => {
      const fact = await run('window', async ({ EventSource, nextEvent }) => {
        const event = await nextEvent(new EventSource('/status/500'), 'error');
        const { type, bubbles, cancelable } = event;
        return { type, bubbles, cancelable, plain: event instanceof Event && !(event instanceof MessageEvent) };
      });
      assert.deepEqual(fact, { type: 'error', bubbles: false, cancelable: false, plain: true });
    });

    test('onmessage gets no events of other types', TIMEOUT, async () => {
      const route = world.server.route('/types', answers.open('event: tick\ndata: a\n\ndata: b\n\n'));
      const data = await run(
        'window',
        async ({ EventSource, nextEvent }, url) => {
          const source = new EventSource(url);
          const data = [];
          source.onmessage = (event) => data.push(event.data);
          await nextEvent(source, 'message');
          source.close();
          return data;
        },
        route.url,
      );
      assert.deepEqual(data, ['b']);
    });

    test("origin is the final response's, and url stays what it was", TIMEOUT, async () => {
      const target = world.server.route('/redirected', answers.open('data: a\n\n'), { cors: 'any' });
      const route = world.server.route('/redirects', answers.redirect(target.otherUrl));
      const fact = await run(
        'window',
        async ({ EventSource, nextEvent }, url) => {
          const source = new EventSource(url);
          const { origin } = await nextEvent(source, 'message');
          source.close();
          return { origin, url: source.url };
        },
        route.url,
      );
      assert.deepEqual(fact, { origin: world.server.otherOrigin, url: route.url });
    });

    test('readyState goes from CONNECTING to OPEN, back on a loss, and ends CLOSED', TIMEOUT, async () => {
      const route = world.server.route('/states', [
        answers.stream('retry: 10\ndata: a\n\n'),
        answers.stream('data: b\n\n'),
      ]);
      const states = await run(
        'window',
        async ({ EventSource, watch }, url) => {
          const source = new EventSource(url);
          const { failed } = watch(source);
          const before = source.readyState;
          const log = await failed();
          return [before, ...log.map(({ type, readyState }) => `${type} ${readyState}`)];
        },
        route.url,
      );
      const round = ['open 1', 'message 1', 'error 0'];
      assert.deepEqual(states, [0, ...round, ...round, 'error 2']);
    });
  });
});
