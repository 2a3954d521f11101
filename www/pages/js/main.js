// Puts the page together.

import { setUpComposer } from './composer.js';
import { createConversation } from './conversation.js';
import { stickToEnd } from './dom.js';
import { setUpInspector } from './inspector.js';
import { setUpSuggestions } from './suggestions.js';
import { setUpTabs } from './tabs.js';
import { setUpTheme } from './theme.js';

const byId = (id) => document.getElementById(id);

const inspector = setUpInspector();
const stick = stickToEnd(byId('scroller'), byId('to-latest'));

const conversation = createConversation({
  list: byId('messages'),
  settings: () => composer.takeSettings(),
  onBusy: (busy) => composer.setBusy(busy),
  onGrow: stick.follow,
  observe: inspector.observeChat,
});

const composer = setUpComposer({ onSend: send, onStop: conversation.stop });

function send(text) {
  byId('welcome').hidden = true;
  conversation.ask(text);
  stick.toEnd();
}

setUpSuggestions(byId('suggestions'), (text) => {
  send(text);
  composer.focus();
});

byId('new-chat').addEventListener('click', () => {
  conversation.clear();
  byId('welcome').hidden = false;
  composer.focus();
});

setUpTheme(byId('theme'));
setUpTabs([...document.querySelectorAll('[role=tab]')]);
