// Renders Markdown while it arrives. streaming-markdown adds to the DOM and never goes back, so text can be selected
// and read while more of it comes; on top of that, code blocks get a heading, and links are kept harmless.

import * as smd from 'streaming-markdown';
import { copyButton, h } from './dom.js';

/** Returns `write(text)` and `end()`; the rendering appears in `root`. */
export function markdownInto(root) {
  const renderer = smd.default_renderer(root);
  const parser = smd.parser({ ...renderer, add_token: addToken, set_attr: setAttribute });
  return {
    write: (text) => smd.parser_write(parser, text),
    end: () => smd.parser_end(parser),
  };
}

function addToken(data, type) {
  if (type === smd.IMAGE) {
    // Whoever writes an answer shouldn't make the reader's browser fetch things: the image's text is enough.
    data.nodes[++data.index] = data.nodes[data.index - 1].appendChild(h('span', { class: 'image' }));
    return;
  }
  smd.default_add_token(data, type);
  const element = data.nodes[data.index];
  if (type === smd.CODE_FENCE || type === smd.CODE_BLOCK) frameCode(element);
  if (type === smd.TABLE) frameTable(element);
}

function setAttribute(data, type, value) {
  const element = data.nodes[data.index];
  if (type === smd.HREF) {
    if (!/^(https?:|mailto:|#|\/(?!\/))/i.test(value)) return;
    element.rel = 'noopener noreferrer';
    element.target = '_blank';
  }
  if (type === smd.SRC) return;
  if (type === smd.LANG) element.closest('.code').querySelector('.code-language').textContent = value;
  smd.default_set_attr(data, type, value);
}

function frameCode(code) {
  const pre = code.parentElement;
  pre.tabIndex = 0; // it scrolls sideways
  const head = h('div', { class: 'code-head' }, h('span', { class: 'code-language' }, 'code'));
  head.append(copyButton('Copy the code', () => code.textContent));
  const block = h('div', { class: 'code' }, head);
  pre.replaceWith(block);
  block.append(pre);
}

function frameTable(table) {
  const frame = h('div', { class: 'table', tabindex: '0' });
  table.replaceWith(frame);
  frame.append(table);
}
