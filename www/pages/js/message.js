// A message on the page: the visitor's, as typed; the assistant's, as it grows.

import { copyButton, h, icon, perFrame } from './dom.js';
import { markdownInto } from './markdown.js';
import { problemView } from './problem-view.js';

export function userMessage(text) {
  return h(
    'li',
    { class: 'message message-user' },
    h('span', { class: 'hidden' }, 'You: '),
    h('div', { class: 'bubble' }, text),
  );
}

/** `changed()` is called whenever it has grown. */
export function assistantMessage(changed) {
  const waiting = h(
    'div',
    { class: 'waiting' },
    h('i'),
    h('i'),
    h('i'),
    h('span', { class: 'hidden' }, 'Waiting for the first token'),
  );
  const prose = h('div', { class: 'prose' });
  const foot = h('div', { class: 'message-foot' });
  const element = h(
    'li',
    { class: 'message message-assistant', 'aria-busy': 'true' },
    h('img', { class: 'avatar', src: '/favicon.svg', alt: 'Assistant', width: '26', height: '26' }),
    h('div', { class: 'message-body' }, waiting, prose, foot),
  );
  const markdown = markdownInto(prose);

  // Tokens may come faster than frames: they are gathered, and written once per frame.
  let text = '';
  let shown = 0;
  const flush = () => {
    if (shown === text.length) return;
    markdown.write(text.slice(shown));
    shown = text.length;
    changed();
  };
  const draw = perFrame(flush);

  const settle = () => {
    flush();
    markdown.end();
    waiting.remove();
    element.ariaBusy = 'false';
    element.classList.remove('streaming');
    foot.replaceChildren();
  };

  return {
    element,
    write(token) {
      if (!text) {
        waiting.remove();
        element.classList.add('streaming');
      }
      text += token;
      draw();
    },
    /** A line below a stream that has gone quiet; without an argument, it goes away again. */
    silent(words, onStop) {
      if (!words) return foot.replaceChildren();
      const line = foot.querySelector('.silence span');
      if (line) {
        line.textContent = words;
        return;
      }
      const stop = h('button', { type: 'button', class: 'link-button', onclick: onStop }, 'Stop');
      foot.replaceChildren(h('p', { class: 'silence' }, icon('clock'), h('span', {}, words), stop));
      changed();
    },
    finish(note, onAgain) {
      settle();
      const again = h(
        'button',
        { type: 'button', class: 'quiet-button', title: 'Ask again', 'aria-label': 'Ask again', onclick: onAgain },
        icon('again'),
      );
      if (text) foot.append(copyButton('Copy the answer', () => text));
      foot.append(again, h('span', { class: 'note' }, note));
      changed();
    },
    fail(problem, onAgain) {
      settle();
      foot.append(problemView(problem, onAgain));
      changed();
    },
  };
}
