// How a problem looks below the message it befell.

import { h, icon } from './dom.js';

export function problemView({ title, text, said, wait, facts }, onAgain) {
  const again = h(
    'button',
    { type: 'button', class: 'again', onclick: onAgain },
    icon('again'),
    h('span', {}, 'Try again'),
  );
  if (wait) countDown(again, wait);
  return h(
    'div',
    { class: 'problem', role: 'alert' },
    h('span', { class: 'problem-sign' }, icon('alert')),
    h(
      'div',
      { class: 'problem-words' },
      h('strong', {}, title),
      h('p', {}, text),
      said && h('blockquote', { class: 'problem-said' }, h('span', { class: 'problem-who' }, 'The server said'), said),
      h(
        'div',
        { class: 'problem-row' },
        again,
        h('details', {}, h('summary', {}, 'What event.error says'), h('dl', {}, ...facts.flatMap(fact))),
      ),
    ),
  );
}

function fact([name, value]) {
  return [h('dt', {}, name), h('dd', {}, value)];
}

/** The button stays shut for as long as the server asked. */
function countDown(button, seconds) {
  const label = button.querySelector('span');
  const end = performance.now() + seconds * 1000;
  button.disabled = true;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      label.textContent = `Try again in ${left} s`;
      return;
    }
    clearInterval(timer);
    label.textContent = 'Try again';
    button.disabled = false;
  };
  const timer = setInterval(tick, 250);
  tick();
}
