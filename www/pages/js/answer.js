// One answer, from the request to its end: done, stopped, failed, or ended by the server before it was complete.

import { streamCompletion } from './completion.js';
import { announce } from './dom.js';
import { explain, explainEarlyEnd } from './problems.js';
import { watchSilence } from './silence.js';

const QUIET = 3500; // ms without a token before it is worth a word

/**
 * `observe(source, requestId)` shows the connection in the inspector. `onOver(content)` hears when it is over, and what
 * of the answer has come; `onAgain` is what the message's "Try again" does. Returns `stop()`.
 */
export function startAnswer({ apiKey, scenario, messages, view, observe, onOver, onAgain }) {
  const requestId = randomId();
  const started = performance.now();
  let content = '';
  let tokens = 0;
  let firstToken;

  const on = {
    token(text) {
      firstToken ??= performance.now() - started;
      silence.heard();
      view.silent();
      content += text;
      tokens++;
      view.write(text);
    },
    done(usage) {
      over('done');
      view.finish(summary(usage?.completion_tokens ?? tokens), onAgain);
      announce('The answer is complete.');
    },
    problem(error) {
      over('failed');
      view.fail(explain(error, { tokens, apiKey }), onAgain);
    },
  };
  const source = streamCompletion({ apiKey, scenario, requestId, messages }, on);
  const inspected = observe(source, requestId);

  const silence = watchSilence((quiet) => {
    if (source.readyState === source.CLOSED) {
      // Closed without a word: for a POST, that's how a stream ends in good order.
      over('ended');
      view.fail(explainEarlyEnd(tokens), onAgain);
    } else if (quiet > QUIET) {
      const seconds = Math.round(quiet / 1000);
      view.silent(`Nothing for ${seconds} s. The connection is open, but the server is silent.`, stop);
    }
  });

  function stop() {
    source.close();
    over('stopped');
    view.finish(`Stopped · ${summary(tokens)}`, onAgain);
    announce('Stopped.');
  }

  function over(how) {
    silence.stop();
    inspected.ended(how);
    onOver(content);
  }

  function summary(count) {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const first = firstToken === undefined ? '' : ` · first after ${Math.round(firstToken)} ms`;
    return `${count} tokens in ${seconds} s${first}`;
  }

  return { stop };
}

/** crypto.randomUUID needs a secure context, and the demo may be visited over plain HTTP from another machine. */
function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
