import { engine } from './browsers/index.js';

/**
 * Where an engine does not do what a test asks for, so that the package can't either: each of these was seen with nothing
 * but `fetch` in the page. A test that is skipped for one of them is listed, with the reason, at the end of `npm test`.
 */
export const READS_AHEAD = {
  firefox: 'Firefox reads a response as fast as it comes, however slowly its stream is consumed',
  webkit: 'WebKit reads a response as fast as it comes, however slowly its stream is consumed',
};

export const NO_HEAD_WITHOUT_BODY = {
  firefox: 'Firefox tells of a response only when the first byte of its body is there',
};

export const HEADERS_ENCODED_TWICE = {
  webkit: 'WebKitGTK encodes the bytes of a header as UTF-8 once more',
};

export const CUT_LOOKS_CLEAN = {
  webkit: 'WebKitGTK takes a chunked body that is cut off between two chunks for complete',
};

export const CUT_PIPE_TAKES_ON = {
  webkit: 'WebKitGTK’s pipe, once it is cut off, still takes the next chunk',
};

export const STREAMS_STAY = {
  webkit: 'WebKitGTK sends no streams to other threads',
};

const FOR_PLAYWRIGHT =
  'this test is written for Playwright, which has no builds of the systems’ own Firefox and WebKit';

export const DRIVES_CHROMIUM_ONLY = { firefox: FOR_PLAYWRIGHT, webkit: FOR_PLAYWRIGHT };

/** For a test's options: the reason to skip it in this engine, or false. */
export const skipFor = (reasons) => reasons[engine] ?? false;
