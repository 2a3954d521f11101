// One card per connection: its state, its numbers, and, while it waits to reconnect, how long still.

import { h, perFrame } from './dom.js';

const STATES = ['CONNECTING', 'OPEN', 'CLOSED'];

export function connectionCard({ name, title, idle }, ...extras) {
  const state = h('span', { class: 'state', 'data-state': 'idle' }, 'idle');
  const path = h('code', { class: 'connection-path' }, idle);
  const numbers = h('p', { class: 'connection-numbers' });
  const bar = h('i');
  const wait = h(
    'div',
    { class: 'connection-wait', hidden: true },
    h('span'),
    h('div', { class: 'wait-bar', 'aria-hidden': 'true' }, bar),
  );
  const remark = h('p', { class: 'connection-remark', hidden: true });
  const element = h(
    'article',
    { class: 'connection', 'data-source': name, 'aria-label': `Connection: ${title}` },
    h('header', {}, h('h2', {}, title), path, state),
    numbers,
    wait,
    remark,
    ...extras,
  );

  const draw = (connection) => {
    if (!connection) return;
    setText(state, STATES[connection.state]);
    state.dataset.state = STATES[connection.state].toLowerCase();
    setText(path, `${connection.method} ${connection.path}`);
    setText(numbers, numbersOf(connection));
    setText(remark, `Server: ${connection.remark}`);
    remark.hidden = !connection.remark;

    const left = connection.retryAt === undefined ? 0 : connection.retryAt - performance.now();
    wait.hidden = left <= 0;
    if (left > 0) {
      setText(wait.firstElementChild, waitText(connection, left));
      bar.style.scale = `${left / connection.retryIn} 1`;
      perFrame(() => draw(connection))(); // until the time has come
    }
  };
  return { element, draw };
}

function numbersOf({ attempt, events, bytes, lastEventId, reconnections, resumedFrom }) {
  return [
    `attempt ${attempt}`,
    `${events.toLocaleString('en')} ${events === 1 ? 'event' : 'events'}`,
    readableBytes(bytes),
    reconnections > 0 && resumedFrom && `resumed from ${resumedFrom}`,
    lastEventId && `at ${lastEventId}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function waitText({ lastEventId }, left) {
  const seconds = (left / 1000).toFixed(1);
  return lastEventId ? `Asks again in ${seconds} s, from ${lastEventId}` : `Asks again in ${seconds} s`;
}

export function readableBytes(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Writing the same text again would still cost a layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
