// The inspector: the journal, the cards of the two connections, and the log.

import { connectionCard, setText } from './connections-view.js';
import { perFrame } from './dom.js';
import { Journal } from './journal.js';
import { setUpLog } from './log-view.js';
import { observe } from './observe.js';
import { createTicker } from './ticker.js';
import { tickerControls } from './ticker-view.js';

const REASONS = { done: 'by this page, at [DONE]', stopped: 'by this page', ended: 'by the server, in good order' };

export function setUpInspector() {
  const journal = new Journal();
  const ticker = createTicker(journal);
  const controls = tickerControls(ticker);
  const chatCard = connectionCard({ name: 'chat', title: 'Chat', idle: 'POST /v1/chat/completions' });
  const tickerCard = connectionCard({ name: 'ticker', title: 'Ticker', idle: 'GET /ticker' }, controls.element);
  document.getElementById('connections').append(chatCard.element, tickerCard.element);

  const draw = perFrame(() => {
    chatCard.draw(journal.connections.get('chat'));
    tickerCard.draw(journal.connections.get('ticker'));
    controls.draw();
  });
  journal.addEventListener('change', draw);
  controls.draw();
  setUpLog(journal);
  countUnseen(journal);

  return {
    journal,
    /** Shows a chat request. `ended(how)` is for when it is over. */
    observeChat(source, requestId) {
      const connection = observe(journal, source, { name: 'chat', method: 'POST' });
      return {
        ended(how) {
          // In a moment: the event that ended it has yet to reach the journal's own listener.
          if (REASONS[how]) queueMicrotask(() => connection.closed(REASONS[how]));
          askServer(connection, requestId);
        },
      };
    },
  };
}

/** On a narrow screen, the inspector's tab tells how many events came while the chat was in front. */
function countUnseen(journal) {
  const badge = document.getElementById('tab-count');
  let seen = 0;
  const draw = perFrame(() => {
    if (document.body.dataset.view === 'inspector') seen = journal.events;
    const unseen = journal.events - seen;
    badge.hidden = unseen === 0;
    setText(badge, unseen > 99 ? '99+' : String(unseen));
  });
  journal.addEventListener('change', draw);
  document.getElementById('tab-inspector').addEventListener('click', draw);
}

/** The other end of the wire: what did the server see? */
async function askServer(connection, requestId) {
  try {
    const response = await fetch(`/demo/requests/${requestId}`);
    if (response.ok) connection.remarked(inWords(await response.json()));
  } catch {
    // Then the server is gone, and the chat has said so already.
  }
}

function inWords({ outcome, status, tokens, ms }) {
  const after = `after ${tokens} events, ${(ms / 1000).toFixed(1)} s`;
  switch (outcome) {
    case 'finished':
      return `sent everything, ${after}`;
    case 'client-left':
      return `saw the abort ${after}, and stopped producing`;
    case 'dropped':
      return `broke the connection ${after}`;
    case 'cut-short':
      return `ended the response ${after}`;
    case 'refused':
      return `answered ${status}, no stream`;
    default:
      return `still sending ${after}`;
  }
}
