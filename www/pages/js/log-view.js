// The list of what happened. Rows are added once per frame and only as many as are kept, so it stays smooth at a
// thousand events a second.

import { readableBytes, setText } from './connections-view.js';
import { perFrame, stickToEnd } from './dom.js';
import { KEPT } from './journal.js';
import { rowFor, toggleRow } from './row.js';

export function setUpLog(journal) {
  const list = document.getElementById('rows');
  const empty = document.getElementById('log-empty');
  const foot = document.getElementById('log-foot');
  const rate = document.getElementById('log-rate');
  const pause = document.getElementById('pause');
  const stick = stickToEnd(document.getElementById('log'), document.getElementById('log-latest'));

  let filter = 'all';
  let paused = false;
  let drawn = 0; // the number of the last entry that was looked at
  let pausedAt = 0;

  const draw = perFrame(() => {
    if (!paused) addRows(journal.since(drawn, filter));
    showFoot();
  });

  function addRows(entries) {
    const old = [...list.children].slice(0, Math.max(0, list.childElementCount + entries.length - KEPT));
    list.append(...entries.map((entry) => rowFor(entry, old.shift())));
    drawn = journal.total;
    empty.hidden = list.childElementCount > 0;
    stick.follow();
  }

  function drawAll() {
    drawn = 0;
    list.replaceChildren();
    draw();
  }

  function showFoot() {
    const shown = list.childElementCount;
    const parts = [`${journal.total.toLocaleString('en')} so far`, `${shown} shown`, `the last ${KEPT} are kept`];
    if (paused) parts.unshift(`Paused: ${(journal.total - pausedAt).toLocaleString('en')} more have come`);
    setText(foot, parts.join(' · '));
  }

  document.getElementById('filter').addEventListener('change', ({ target }) => {
    filter = target.value;
    if (paused) setPaused(false);
    drawAll();
    stick.toEnd();
  });

  function setPaused(value) {
    paused = value;
    pausedAt = journal.total;
    pause.ariaPressed = String(paused);
    setText(document.getElementById('pause-label'), paused ? 'Resume' : 'Pause');
    document.getElementById('pause-icon').setAttribute('href', `/icons.svg#${paused ? 'play' : 'pause'}`);
    if (paused) showFoot();
    else draw();
  }
  pause.addEventListener('click', () => setPaused(!paused));
  document.getElementById('clear').addEventListener('click', () => {
    journal.clear();
    drawAll();
  });
  list.addEventListener('click', ({ target }) => {
    const row = target.closest('.row')?.parentElement;
    if (row) toggleRow(row);
  });
  setUpKeys(list);

  journal.addEventListener('change', draw);
  showRate(journal, rate);
  showFoot();
}

/** The whole list is one tab stop; the arrow keys move within it. */
function setUpKeys(list) {
  list.tabIndex = 0;
  list.addEventListener('keydown', (event) => {
    const row = event.target.closest('li');
    const next = {
      ArrowUp: row ? row.previousElementSibling : list.lastElementChild,
      ArrowDown: row ? row.nextElementSibling : list.lastElementChild,
      Home: list.firstElementChild,
      End: list.lastElementChild,
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next.querySelector('button').focus();
  });
}

function showRate(journal, element) {
  let before = 0;
  let bytesBefore = 0;
  setInterval(() => {
    const bytes = [...journal.connections.values()].reduce((sum, connection) => sum + connection.bytes, 0);
    const events = journal.events - before;
    const more = Math.max(0, bytes - bytesBefore);
    before = journal.events;
    bytesBefore = bytes;
    setText(element, events ? `${events} / s · ${readableBytes(more)}/s` : '');
  }, 1000);
}
