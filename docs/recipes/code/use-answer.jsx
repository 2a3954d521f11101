import { eventStream } from 'eventsource-wasm';
import { useEffect, useState } from 'react';

const nothing = { text: '', state: 'waiting' };

/** POSTs the question, and gives the answer as it grows: `text`, and `state`: waiting, streaming, done or failed. */
export function useAnswer(url, question) {
  const [answer, setAnswer] = useState(nothing);

  useEffect(() => {
    const { signal, abort } = abortable();
    // What an effect that is over still hears is of no interest.
    const show = (answer) => signal.aborted || setAnswer(answer);

    async function read() {
      let text = '';
      try {
        const body = JSON.stringify({ question });
        const headers = { 'Content-Type': 'application/json' };
        for await (const event of eventStream(url, { method: 'POST', headers, body, until: '[DONE]', signal })) {
          text += event.json().text;
          show({ text, state: 'streaming' });
        }
        show({ text, state: 'done' });
      } catch (error) {
        show({ text, state: 'failed', error });
      }
    }

    show(nothing);
    read();
    return abort;
  }, [url, question]);

  return answer;
}

export function Answer({ url, question }) {
  const { text, state, error } = useAnswer(url, question);
  return (
    <article aria-busy={state === 'waiting' || state === 'streaming'}>
      {text}
      {error && <p role="alert">{error.message}</p>}
    </article>
  );
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
