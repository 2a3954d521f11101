// The conversation: what was said, and the one answer that may be under way.

import { startAnswer } from './answer.js';
import { assistantMessage, userMessage } from './message.js';
import { explain } from './problems.js';

/**
 * `settings()` gives the API key and the scenario of the next request; `onBusy(busy)` hears when an answer begins and
 * ends, `onGrow()` when the list has become longer; `observe(source, requestId)` shows a connection in the inspector.
 */
export function createConversation({ list, settings, onBusy, onGrow, observe }) {
  let history = [];
  let current;

  function ask(text) {
    history.push({ role: 'user', content: text });
    list.append(userMessage(text));
    answer();
  }

  function answer() {
    const view = assistantMessage(onGrow);
    list.append(view.element);
    onGrow();
    onBusy(true);

    const question = history.length;
    const { apiKey, scenario } = settings();
    const onOver = (content) => {
      current = undefined;
      onBusy(false);
      if (content) history.push({ role: 'assistant', content });
    };
    const onAgain = () => {
      // What came after it belonged to the old answer, and goes with it.
      current?.stop();
      history = history.slice(0, question);
      while (list.contains(view.element)) list.lastChild.remove();
      answer();
    };
    try {
      current = startAnswer({ apiKey, scenario, messages: history, view, observe, onOver, onAgain });
    } catch (error) {
      onOver('');
      view.fail(explain(error, { tokens: 0, apiKey }), onAgain);
    }
  }

  return {
    ask,
    stop: () => current?.stop(),
    clear() {
      current?.stop();
      history = [];
      list.replaceChildren();
    },
  };
}
