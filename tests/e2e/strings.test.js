// The strings that src/bindings/string.wat makes, beside those that the platform's decoder makes of the same bytes.
import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { TIMEOUT, useBrowser } from '../support/harness.js';
import { forScopes } from '../support/scopes.js';

const world = useBrowser({ freshPages: false });

/** The bytes at which UTF-8 turns from valid to invalid, at each place of a character. */
const LEADS = [
  0x41, 0x80, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xf7, 0xf8, 0xff,
];
const SECONDS = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
const OTHERS = [0x7f, 0x80, 0xbf, 0xc2];

const ODD = LEADS.flatMap((lead) => [
  [lead],
  ...SECONDS.flatMap((second) => [
    [lead, second],
    ...OTHERS.flatMap((third) => [[lead, second, third], ...OTHERS.map((fourth) => [lead, second, third, fourth])]),
  ]),
]);
const PLAIN = [...Array(20).keys(), 510, 511, 512, 513].map((length) => Array(length).fill(0x61));
const FOREIGN = [...Buffer.from('語'.repeat(10))];
const MIXED = ['aé', 'éa', 'aaaé', 'éaaaa語aaaaa😀', '語'.repeat(171), '😀'.repeat(129), 'é'.repeat(1025)].map(
  (text) => [...Buffer.from(text)],
);

forScopes(world, (run) => {
  // Comes first, since it waits until WebAssembly makes strings here: in the same page, it does so from then on.
  test('the platform’s decoder is only called for long texts', TIMEOUT, async (context) => {
    const { able, calls } = await run(callsOfDecoder);
    if (!able) return context.skip('WebAssembly cannot make strings here');
    if (env.E2E_ENGINE === 'script')
      return context.skip('the translation into JavaScript leaves strings to the platform');
    assert.deepEqual(calls, {
      short: 0,
      long: 1,
      'short and beyond ASCII': 0,
      'the first batch beyond ASCII': 1,
      'the next batch': 0,
      'no UTF-8': 1,
    });
  });

  test('short texts are decoded as the platform decodes them', TIMEOUT, async () => {
    assert.deepEqual(await run(compare, [...ODD, ...PLAIN, ...MIXED], 1), []);
  });

  test('large batches that are mostly not ASCII are decoded as the platform decodes them', TIMEOUT, async () => {
    assert.deepEqual(
      await run(
        compare,
        [...ODD, ...PLAIN, ...MIXED].flatMap((bytes) => [FOREIGN, bytes]),
        1000,
      ),
      [],
    );
  });

  test('every character there is', TIMEOUT, async () => {
    assert.deepEqual(await run(everyCharacter), []);
  });
});

/** Runs anywhere: the sequences that come out otherwise than from the platform's decoder. So many stand in one chunk. */
async function compare({ EventStreamDecoder }, sequences, together) {
  const left = [...sequences];
  const source = new ReadableStream({
    pull(controller) {
      const chunk = left
        .splice(0, together)
        .flatMap((bytes) => [...new TextEncoder().encode('data: '), ...bytes, 10, 10]);
      if (chunk.length > 0) controller.enqueue(Uint8Array.from(chunk));
      else controller.close();
    },
  });
  const platform = new TextDecoder('utf-8', { ignoreBOM: true });
  const wrong = [];
  let at = 0;
  const reader = source.pipeThrough(new EventStreamDecoder()).getReader();
  for (let result = await reader.read(); !result.done; result = await reader.read()) {
    const bytes = sequences[at++];
    if (result.value.data !== platform.decode(Uint8Array.from(bytes)))
      wrong.push(bytes.map((byte) => byte.toString(16)).join(' '));
  }
  if (at !== sequences.length) wrong.push(`${at} events`);
  return wrong.slice(0, 5);
}

/** Runs anywhere: the first of those blocks of characters that come out otherwise than they went in. */
async function everyCharacter({ EventStreamDecoder }) {
  const blocks = [];
  for (let start = 0; start < 0x110000; start += 128) {
    const codes = Array.from({ length: 128 }, (_, index) => start + index);
    const isSurrogate = start >= 0xd800 && start < 0xe000;
    if (!isSurrogate) blocks.push(String.fromCodePoint(...codes.filter((code) => code !== 10 && code !== 13)));
  }
  const left = blocks.map((block) => new TextEncoder().encode(`data: ${block}\n\n`));
  const source = new ReadableStream({
    pull: (controller) => (left.length > 0 ? controller.enqueue(left.shift()) : controller.close()),
  });
  const wrong = [];
  const reader = source.pipeThrough(new EventStreamDecoder()).getReader();
  for (const block of blocks) {
    const { value } = await reader.read();
    if (value?.data !== block) wrong.push(block.codePointAt(0).toString(16));
  }
  return wrong.slice(0, 5);
}

/** Runs anywhere: whether WebAssembly can make strings, and how often the platform's decoder is called nevertheless. */
async function callsOfDecoder({ EventStreamDecoder, sleep }) {
  // It imports a builtin as what it is not, which is no error where that is any other import.
  const text = (string) => [string.length, ...new TextEncoder().encode(string)];
  const imported = [1, ...text('wasm:js-string'), ...text('fromCharCodeArray'), 0, 0];
  const sections = [...[1, 4, 1, 0x60, 0, 0], ...[2, imported.length, ...imported]];
  const module = Uint8Array.from([...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], ...sections]);
  const wasm = globalThis.WebAssembly;
  const able = wasm?.validate(module) && !wasm.validate(module, { builtins: ['js-string'] });

  const decoder = new EventStreamDecoder();
  const writer = decoder.writable.getWriter();
  const reader = decoder.readable.getReader();
  const { decode } = TextDecoder.prototype;
  let count = 0;
  TextDecoder.prototype.decode = function (...args) {
    count += 1;
    return Reflect.apply(decode, this, args);
  };
  try {
    const during = async (bytes, events = 1) => {
      const before = count;
      writer.write(
        Uint8Array.from(
          Array(events)
            .fill([...new TextEncoder().encode('data: '), ...bytes, 10, 10])
            .flat(),
        ),
      );
      for (let event = 0; event < events; event++) await reader.read();
      return count - before;
    };
    const texts = { short: 'a'.repeat(400), long: 'a'.repeat(4000), 'short and beyond ASCII': '語'.repeat(100) };
    const calls = {};
    // It is loaded when so many batches have come that it is worth it.
    for (let patience = 100; able && patience > 0 && (await during([65])) > 0; patience--) await sleep(20);
    for (const [name, value] of Object.entries(texts)) calls[name] = await during(new TextEncoder().encode(value));
    const beyond = new TextEncoder().encode('語'.repeat(100));
    calls['the first batch beyond ASCII'] = await during(beyond, 100);
    calls['the next batch'] = await during(beyond, 100);
    calls['no UTF-8'] = await during([65, 0xff]);
    return { able, calls };
  } finally {
    TextDecoder.prototype.decode = decode;
  }
}
