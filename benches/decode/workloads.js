// The event streams that are decoded: the same bytes at every run, and the events that are in them.

const encoder = new TextEncoder();
const kilobyte = 1024;

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} label
 * @property {Uint8Array[]} chunks
 * @property {string[][]} given for each chunk, the data of the events that it completes
 * @property {number} bytes
 */

/** In the order in which they are shown. `chunk`: how many bytes are in a chunk; without it, each event is one. */
const kinds = [
  { name: 'tokens', label: 'LLM tokens, one per chunk', make: tokens },
  { name: 'tokens-64k', label: 'LLM tokens, 64 KB chunks', make: tokens, chunk: 64 * kilobyte },
  { name: 'tiny', label: 'tiny events', make: tiny, chunk: 64 * kilobyte },
  { name: 'full', label: 'id, event, two data lines, CRLF', make: full, chunk: 64 * kilobyte },
  { name: 'lines', label: '40-line events', make: fortyLines, chunk: 64 * kilobyte },
  { name: 'cjk', label: 'CJK and emoji', make: cjk, chunk: 64 * kilobyte },
  { name: 'megabyte', label: '1 MB events', make: megabytes, chunk: 64 * kilobyte },
  { name: 'line-16k', label: 'one 8 MB line, 16 KB chunks', make: longLine, chunk: 16 * kilobyte },
  { name: 'line-1k', label: 'one 8 MB line, 1 KB chunks', make: longLine, chunk: kilobyte },
];

/** What there is to decode, without the bytes. */
export const catalogue = kinds.map(({ name, label, chunk }) => ({ name, label, chunk }));

/**
 * @param {string} name
 * @param {number} [scale] how much of it, from 0 to 1
 * @returns {Workload}
 */
export function workload(name, scale = 1) {
  const { label, make, chunk } = kinds.find((kind) => kind.name === name);
  const events = make(scale);
  const { chunks, given } = chunk ? cut(events, chunk) : whole(events);
  return { name, label, chunks, given, bytes: chunks.reduce((sum, bytes) => sum + bytes.length, 0) };
}

/** The bytes of so many LLM tokens as an API streams them, with what ends such a stream. */
export function tokenStream(count) {
  return encoder.encode(
    `${tokens(count / tokenCount)
      .map(({ text }) => text)
      .join('')}data: [DONE]\n\n`,
  );
}

function whole(events) {
  return { chunks: events.map(({ text }) => encoder.encode(text)), given: events.map(({ data }) => [data]) };
}

/** Chunks as a network cuts them: without regard for lines, or for characters. */
function cut(events, size) {
  const ends = [];
  const parts = [];
  let end = 0;
  for (const { text } of events) {
    const bytes = encoder.encode(text);
    parts.push(bytes);
    end += bytes.length;
    ends.push(end);
  }
  const all = new Uint8Array(end);
  for (const [index, part] of parts.entries()) all.set(part, ends[index] - part.length);

  const chunks = [];
  const given = [];
  let next = 0;
  for (let start = 0; start < end; start += size) {
    chunks.push(all.slice(start, start + size));
    const complete = [];
    while (ends[next] <= start + size) complete.push(events[next++].data);
    given.push(complete);
  }
  return { chunks, given };
}

/** An event, and how it stands in the stream. */
const event = (data) => ({ data, text: `data: ${data}\n\n` });
const times = (count, scale, make) => Array.from({ length: Math.max(1, Math.round(count * scale)) }, (_, n) => make(n));

const tokenCount = 50_000;
const words =
  'The stream of tokens is cut where the network likes it , and a parser that waits for whole lines never notices . "'.split(
    ' ',
  );

function tokens(scale) {
  return times(tokenCount, scale, (n) =>
    event(
      JSON.stringify({
        id: 'chatcmpl-9wK2fTqZb7LmXo1VcR4sYhNd',
        object: 'chat.completion.chunk',
        created: 1_795_000_000,
        model: 'scripted-1',
        choices: [{ index: 0, delta: { content: ` ${words[(n * 7) % words.length]}` }, finish_reason: null }],
      }),
    ),
  );
}

function tiny(scale) {
  return times(250_000, scale, (n) => event(String(n % 10)));
}

function full(scale) {
  return times(60_000, scale, (n) => {
    const lines = [`{"price": ${100 + (n % 50)}.25, "volume": ${n % 977},`, `"symbol": "${words[n % words.length]}"}`];
    return {
      data: lines.join('\n'),
      text: `id: ${n}\r\nevent: trade\r\n${lines.map((line) => `data: ${line}\r\n`).join('')}\r\n`,
    };
  });
}

function fortyLines(scale) {
  return times(6000, scale, (n) => {
    const lines = Array.from(
      { length: 40 },
      (_, line) => `${n}.${line}: ${words.slice(line % 9, 9 + (line % 9)).join(' ')}`,
    );
    return { data: lines.join('\n'), text: `${lines.map((line) => `data: ${line}\n`).join('')}\n` };
  });
}

function cjk(scale) {
  const phrases = ['流式传输', '中文和表情符号', 'サーバー送信イベント', '한국어 문장도', '🚀🎉', '，', '👩‍💻', '。'];
  return times(12_000, scale, (n) =>
    event(Array.from({ length: 60 }, (_, index) => phrases[(n + index * 5) % phrases.length]).join('')),
  );
}

function megabytes(scale) {
  return times(16, scale, (n) => event(text(1_000_000, n)));
}

function longLine(scale) {
  return [event(text(8_000_000 * scale, 0))];
}

/** So many characters of ASCII on one line. */
function text(length, seed) {
  const line = words.slice(seed % 5).join(' ');
  return line.repeat(Math.ceil(length / line.length)).slice(0, length);
}
