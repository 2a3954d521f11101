/**
 * Event streams and what they mean, by the HTML standard. The browser's own EventSource has to agree with every line of
 * this table (tests/e2e/parsing.test.js sees to that), and so has the package.
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {Buffer} bytes the whole stream
 * @property {{ type: string, data: string, lastEventId: string }[]} events what is dispatched before the stream's end
 * @property {string | null} [resumesWith] the `Last-Event-ID` that is sent after the stream's end, null for none; where
 *   it is missing, nobody looks
 */

const message = (data, lastEventId = '') => ({ type: 'message', data, lastEventId });
const named = (type, data, lastEventId = '') => ({ type, data, lastEventId });

const row = (name, bytes, events, resumesWith) => ({ name, bytes, events, resumesWith });

/** Text is written as UTF-8; a number is one byte. */
const bytes = (...parts) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))));
const BOM = bytes(0xef, 0xbb, 0xbf);
/** Before cases that look at the reconnection, so that it comes soon. */
const SOON = 'retry: 10\n\n';

const LINE_ENDS = [
  row('LF', bytes('data: a\ndata: b\n\n'), [message('a\nb')]),
  row('CR', bytes('data: a\rdata: b\r\r'), [message('a\nb')]),
  row('CRLF', bytes('data: a\r\ndata: b\r\n\r\n'), [message('a\nb')]),
  row('LF, CR and CRLF in one block', bytes('data: a\ndata: b\rdata: c\r\ndata: d\n\n'), [message('a\nb\nc\nd')]),
  row('CRLF is one line end, LF CR are two', bytes('data: a\r\ndata: b\n\rdata: c\r\n\r\n'), [
    message('a\nb'),
    message('c'),
  ]),
  row('CR, then CRLF as the blank line', bytes('data: a\r\r\ndata: b\n\n'), [message('a'), message('b')]),
  row('CRLF, then CR as the blank line', bytes('data: a\r\n\rdata: b\n\n'), [message('a'), message('b')]),
  row('LF, then CRLF as the blank line', bytes('data: a\n\r\ndata: b\n\n'), [message('a'), message('b')]),
  row("a CR as the stream's last byte ends its line", bytes('data: a\r\n\r'), [message('a')]),
  row('many blank lines', bytes('\n\r\r\n\n\ndata: a\n\n\n\n\r\n\rdata: b\n\n'), [message('a'), message('b')]),
  row('no line ends: VT, FF, NEL, LS, PS', bytes('data: a\vb\fc\u0085d\u2028e\u2029f\n\n'), [
    message('a\vb\fc\u0085d\u2028e\u2029f'),
  ]),
];

const BYTE_ORDER_MARKS = [
  row('one BOM is skipped', bytes(BOM, 'data: a\n\ndata: b\n\n'), [message('a'), message('b')]),
  row('only one BOM is skipped', bytes(BOM, BOM, 'data: a\n\ndata: b\n\n'), [message('b')]),
  row('no BOM is skipped later on', bytes('data: a\n\n', BOM, 'data: b\n\ndata: c\n\n'), [message('a'), message('c')]),
  row('a BOM in a value is part of it', bytes('data: ', BOM, 'a\n\n'), [message('\ufeffa')]),
  row('a BOM after a comment is part of the line', bytes(':\n', BOM, 'data: a\n\ndata: b\n\n'), [message('b')]),
  row('a BOM before a blank line', bytes(BOM, '\n\ndata: a\n\n'), [message('a')]),
  row('a BOM that breaks off', bytes(0xef, 0xbb, 'data: a\n\ndata: b\n\n'), [message('b')]),
  row('nothing but a BOM', BOM, []),
];

const DATA = [
  row('empty data is an event', bytes('data:\n\n'), [message('')]),
  row('data without a colon is empty data', bytes('data\n\n'), [message('')]),
  row('data without a colon, twice, is a line end', bytes('data\ndata\n\n'), [message('\n')]),
  row('empty lines of data', bytes('data:\ndata: \ndata: a\ndata:\n\n'), [message('\n\na\n')]),
  row('no data, no event', bytes('event: a\nid: 1\n\n:\n\n'), []),
  row('no space after the colon', bytes('data:a\n\n'), [message('a')]),
  row('one space is taken away, not two', bytes('data:  a\n\n'), [message(' a')]),
  row('a value of one space is empty, of two a space', bytes('data: \n\ndata:  \n\n'), [message(''), message(' ')]),
  row('a tab stays', bytes('data:\ta\n\ndata: \tb\n\n'), [message('\ta'), message('\tb')]),
  row('spaces at the end stay', bytes('data: a  \n\n'), [message('a  ')]),
  row('colons in the value', bytes('data: a:b: c\n\ndata::\n\n'), [message('a:b: c'), message(':')]),
  row('NUL in data stays', bytes('data: a\0b\n\n'), [message('a\0b')]),
  row('nothing at all', bytes(''), []),
];

const OTHER_LINES = [
  row('comments', bytes(':\n: a\n:data: b\ndata: c\n: d\ndata: e\n\n'), [message('c\ne')]),
  row('a comment is no blank line', bytes('data: a\n:\ndata: b\n\n'), [message('a\nb')]),
  row('unknown fields', bytes('foo: a\nfoo\ndatas: b\ndat: c\ndata: d\n\n'), [message('d')]),
  row('field names in other cases are unknown', bytes('Data: a\nDATA: b\nEvent: c\nID: 1\ndata: d\n\n'), [
    message('d'),
  ]),
  row('a space before the name makes another name', bytes(' data: a\n event: b\ndata: c\n\n'), [message('c')]),
  row('a space before the colon makes another name', bytes('data : a\ndata: b\n\n'), [message('b')]),
  row('NUL in a field name makes another name', bytes('da\0ta: a\ndata\0: b\ndata: c\n\n'), [message('c')]),
  row('no line of white space is blank', bytes('data: a\n \ndata: b\n\t\ndata: c\n\n'), [message('a\nb\nc')]),
];

const TYPES = [
  row('a type', bytes('event: tick\ndata: a\n\n'), [named('tick', 'a')]),
  row('the type after the data', bytes('data: a\nevent: tick\n\n'), [named('tick', 'a')]),
  row('the type is forgotten with its event', bytes('event: tick\ndata: a\n\ndata: b\n\n'), [
    named('tick', 'a'),
    message('b'),
  ]),
  row('the type of a block without data is forgotten', bytes('event: tick\n\ndata: a\n\n'), [message('a')]),
  row('the last type counts', bytes('event: tock\nevent: tick\ndata: a\n\n'), [named('tick', 'a')]),
  row(
    'an empty type is message',
    bytes('event:\ndata: a\n\nevent\ndata: b\n\nevent: \ndata: c\n\n'),
    ['a', 'b', 'c'].map((data) => message(data)),
  ),
  row('an empty type takes back the one before', bytes('event: tick\nevent:\ndata: a\n\n'), [message('a')]),
  row('a type with spaces', bytes('event:  tick tock \ndata: a\n\n'), [named(' tick tock ', 'a')]),
  row('a type beyond ASCII', bytes('event: тик ⏰\ndata: a\n\n'), [named('тик ⏰', 'a')]),
  row(
    'open, error and message as types',
    bytes('event: open\ndata: a\n\nevent: error\ndata: b\n\nevent: message\ndata: c\n\n'),
    [named('open', 'a'), named('error', 'b'), message('c')],
  ),
  row(
    "types that are names of an object's own",
    bytes('event: __proto__\ndata: a\n\nevent: constructor\ndata: b\n\n'),
    [named('__proto__', 'a'), named('constructor', 'b')],
  ),
];

const IDS = [
  row(
    'an id stays with the events after it',
    bytes(SOON, 'id: 1\ndata: a\n\ndata: b\n\n'),
    [message('a', '1'), message('b', '1')],
    '1',
  ),
  row('the id after the data', bytes('data: a\nid: 1\n\n'), [message('a', '1')]),
  row('the last id of a block counts', bytes(SOON, 'id: 1\nid: 2\ndata: a\n\n'), [message('a', '2')], '2'),
  row(
    'a block of an id alone sets it',
    bytes(SOON, 'data: a\n\nid: 7\n\ndata: b\n\n'),
    [message('a'), message('b', '7')],
    '7',
  ),
  row('a block of an id alone, at the end', bytes(SOON, 'id: 1\ndata: a\n\nid: 7\n\n'), [message('a', '1')], '7'),
  row(
    'an id without a value takes it back',
    bytes(SOON, 'id: 1\ndata: a\n\nid:\ndata: b\n\n'),
    [message('a', '1'), message('b')],
    null,
  ),
  row(
    'an id without a colon takes it back',
    bytes(SOON, 'id: 1\ndata: a\n\nid\ndata: b\n\n'),
    [message('a', '1'), message('b')],
    null,
  ),
  row(
    'an id with NUL is ignored',
    bytes(SOON, 'id: 1\ndata: a\n\nid: 2\x003\ndata: b\n\nid: \0\ndata: c\n\n'),
    ['a', 'b', 'c'].map((data) => message(data, '1')),
    '1',
  ),
  row('the first id has NUL', bytes(SOON, 'id: \0\ndata: a\n\n'), [message('a')], null),
  row('an id with spaces and a colon', bytes(SOON, 'id: a b:c\ndata: a\n\n'), [message('a', 'a b:c')], 'a b:c'),
  row(
    'an id beyond ASCII is sent as UTF-8',
    bytes(SOON, 'id: …é日😀\ndata: a\n\n'),
    [message('a', '…é日😀')],
    '…é日😀',
  ),
  row(
    'an id whose bytes are no UTF-8',
    bytes(SOON, 'id: a', 0xff, '\ndata: a\n\n'),
    [message('a', 'a\ufffd')],
    'a\ufffd',
  ),
];

const RETRIES = [
  row('retry is no event', bytes('retry: 3000\n\ndata: a\nretry: 3000\n\n'), [message('a')]),
  row('a retry that is no number', bytes('retry: a\nretry: -1\nretry: 1.5\nretry: 1e3\ndata: a\n\n'), [message('a')]),
];

const ENDINGS = [
  row('without its blank line an event is discarded', bytes('data: a\n\ndata: b\n'), [message('a')]),
  row('without its line end a line is discarded', bytes('data: a\n\ndata: b'), [message('a')]),
  row(
    "the unfinished event's id is discarded",
    bytes(SOON, 'id: 1\ndata: a\n\nid: 2\ndata: b\n'),
    [message('a', '1')],
    '1',
  ),
  row('an unfinished id is discarded', bytes(SOON, 'id: 1\ndata: a\n\nid: 2'), [message('a', '1')], '1'),
  row(
    'an id-only block without its blank line is discarded',
    bytes(SOON, 'id: 1\ndata: a\n\nid: 2\n'),
    [message('a', '1')],
    '1',
  ),
  row('an unfinished id that takes back', bytes(SOON, 'id: 1\ndata: a\n\nid\n'), [message('a', '1')], '1'),
];

const UTF_8 = [
  row('sequences of two, three and four bytes', bytes('data: é€日本😀\n\n'), [message('é€日本😀')]),
  row('U+FFFD for a byte that never occurs', bytes('data: a', 0xff, 'b\n\n'), [message('a\ufffdb')]),
  row('U+FFFD for continuation bytes without a start', bytes('data: ', 0x80, 0xbf, '\n\n'), [message('\ufffd\ufffd')]),
  row('one U+FFFD for a sequence that breaks off', bytes('data: ', 0xe2, 0x82, 'a', 0xf0, 0x9f, 0x98, 'b\n\n'), [
    message('\ufffda\ufffdb'),
  ]),
  row('a sequence that breaks off at the line end', bytes('data: a', 0xe2, 0x82, '\ndata: b', 0xf0, '\n\n'), [
    message('a\ufffd\nb\ufffd'),
  ]),
  row('U+FFFD twice for an overlong sequence', bytes('data: ', 0xc0, 0x8a, '\n\n'), [message('\ufffd\ufffd')]),
  row('U+FFFD thrice for an encoded surrogate', bytes('data: ', 0xed, 0xa0, 0x80, '\n\n'), [
    message('\ufffd\ufffd\ufffd'),
  ]),
  row('U+FFFD for what lies above U+10FFFF', bytes('data: ', 0xf4, 0x90, 0x80, 0x80, '\n\n'), [
    message('\ufffd\ufffd\ufffd\ufffd'),
  ]),
  row('bytes of another encoding', bytes('data: caf', 0xe9, ' cr', 0xe8, 'me\n\n'), [message('caf\ufffd cr\ufffdme')]),
  row('invalid bytes in a type', bytes('event: a', 0xfe, '\ndata: b\n\n'), [named('a\ufffd', 'b')]),
  row('invalid bytes in a field name', bytes('data', 0xff, ': a\n', 0xff, 'data: b\ndata: c\n\n'), [message('c')]),
  row('invalid bytes in a comment', bytes(':', 0xff, 0xe2, '\ndata: a\n\n'), [message('a')]),
];

const LONG = [
  row('a line of 100,000 bytes', bytes(`data: ${'0123456789'.repeat(10_000)}\n\n`), [
    message('0123456789'.repeat(10_000)),
  ]),
  row('a line of 50,000 characters beyond ASCII', bytes(`data: ${'é€日😀'.repeat(12_500)}\n\n`), [
    message('é€日😀'.repeat(12_500)),
  ]),
  row('an event of 5,000 lines', bytes(`${'data: line\n'.repeat(5000)}\n`), [
    message(Array(5000).fill('line').join('\n')),
  ]),
  row(
    '2,000 events',
    bytes(Array.from({ length: 2000 }, (_, index) => `id: ${index}\ndata: ${index}\n\n`).join('')),
    Array.from({ length: 2000 }, (_, index) => message(String(index), String(index))),
  ),
  row('a comment of 100,000 bytes', bytes(`:${'x'.repeat(100_000)}\ndata: a\n\n`), [message('a')]),
];

/** @type {Record<string, Case[]>} */
export const CASES = {
  'line ends': LINE_ENDS,
  'the byte order mark': BYTE_ORDER_MARKS,
  data: DATA,
  'comments and unknown fields': OTHER_LINES,
  event: TYPES,
  id: IDS,
  retry: RETRIES,
  'the end of the stream': ENDINGS,
  'UTF-8': UTF_8,
  'long streams': LONG,
};

/**
 * The ways in which a case's bytes are cut into chunks.
 * @returns {Record<string, Buffer[]>}
 */
export function deliveries(stream) {
  const ways = { whole: [stream] };
  if (stream.length > 2000) return { ...ways, 'in pieces of 997 bytes': cut(stream, every(997, stream)) };
  ways['byte by byte'] = cut(stream, every(1, stream));
  ways['in pieces of 3 bytes'] = cut(stream, every(3, stream));
  // Between CR and LF, between the line ends of a blank line, and right after it.
  ways['after each CR and LF'] = cut(
    stream,
    [...stream.keys()].filter((at) => [10, 13].includes(stream[at - 1])),
  );
  return ways;
}

const every = (step, { length }) =>
  Array.from({ length: Math.max(0, Math.ceil(length / step) - 1) }, (_, n) => (n + 1) * step);

/** Cuts the bytes before each of these places. */
function cut(stream, places) {
  return [...places, stream.length].map((end, index) => stream.subarray(places[index - 1] ?? 0, end));
}
