// The ticker's part of its card: what to ask the server for, the price, and the proof that nothing got lost.

import { setText } from './connections-view.js';
import { h } from './dom.js';
import { createSparkline } from './sparkline.js';

const RATES = [1, 5, 50, 250, 1000];
const BREAKS = [0, 5, 20, 60]; // after as many events as come in so many seconds

export function tickerControls(ticker) {
  const rate = h('select', {}, ...RATES.map((n) => new Option(`${n.toLocaleString('en')} / s`, n, n === 5, n === 5)));
  const breaks = h('select', {}, ...BREAKS.map((seconds) => new Option('', seconds, seconds === 5, seconds === 5)));
  const drop = (seconds = breaks.value) => rate.value * seconds;
  const label = () => {
    for (const option of breaks.options) {
      option.label = option.value === '0' ? 'never' : `every ${drop(option.value).toLocaleString('en')}`;
    }
  };
  const toggle = h('button', { type: 'button', class: 'connect', id: 'ticker-toggle' }, 'Connect');
  const price = h('span', { class: 'price' });
  const verdict = h('p', { class: 'verdict', id: 'ticker-verdict' });
  const sparkline = createSparkline();

  const connect = () => ticker.connect({ rate: rate.value, drop: drop() });
  toggle.addEventListener('click', () => (ticker.connected ? ticker.disconnect() : connect()));
  rate.addEventListener('change', () => {
    label();
    ticker.forget(); // each rate is a feed of its own
    if (ticker.connected) connect();
  });
  breaks.addEventListener('change', () => ticker.connected && connect());

  const about = h(
    'p',
    { class: 'ticker-about' },
    'An endless stream, cut off on purpose now and then. It takes up where it was.',
  );
  const quote = h('div', { class: 'quote', hidden: true }, sparkline.element, price);
  label();

  const element = h(
    'div',
    { class: 'ticker' },
    about,
    quote,
    h(
      'div',
      { class: 'ticker-controls' },
      h('label', { class: 'field' }, h('span', {}, 'Events'), rate),
      h('label', { class: 'field' }, h('span', {}, 'Breaks'), breaks),
      toggle,
      verdict,
    ),
  );

  return {
    element,
    draw() {
      const { prices, integrity, connected } = ticker;
      setText(toggle, connected ? 'Disconnect' : 'Connect');
      toggle.classList.toggle('primary', !connected);
      about.hidden = prices.length > 0;
      quote.hidden = !about.hidden;
      if (prices.length) {
        setText(price, prices.at(-1).toFixed(2));
        sparkline.draw(prices);
      }
      const { checked, lost, twice } = integrity;
      const counted = (n, word) => (n ? `${n} ${word}` : `none ${word}`);
      setText(
        verdict,
        checked ? `${checked.toLocaleString('en')} checked: ${counted(lost, 'lost')}, ${counted(twice, 'twice')}` : '',
      );
      verdict.classList.toggle('bad', lost + twice > 0);
    },
  };
}
