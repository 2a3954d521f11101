// What the empty chat offers.

import { h } from './dom.js';

const SUGGESTIONS = [
  ['Explain', 'How do Server-Sent Events work?'],
  ['Code', 'Show me code that posts and streams'],
  ['Imagine', 'Tell me a short story about a lost packet'],
  ['Ask', 'Are you a real language model?'],
];

export function setUpSuggestions(list, onPick) {
  list.append(
    ...SUGGESTIONS.map(([kind, text]) =>
      h(
        'li',
        {},
        h(
          'button',
          { type: 'button', onclick: () => onPick(text) },
          h('span', { class: 'suggestion-kind' }, kind),
          text,
        ),
      ),
    ),
  );
}
