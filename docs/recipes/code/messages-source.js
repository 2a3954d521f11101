import { EventSource } from 'eventsource-wasm';

/** The same as a source with listeners. `view` has `write`, `done` and `fail`. */
export function askInto(view, url, init) {
  const source = new EventSource(url, { method: 'POST', ...init });
  source.addEventListener('content_block_delta', ({ data }) => view.write(JSON.parse(data).delta.text ?? ''));
  source.addEventListener('message_stop', () => {
    source.close();
    view.done();
  });
  source.addEventListener('error', (event) => {
    const fromServer = event instanceof MessageEvent;
    source.close();
    view.fail(fromServer ? JSON.parse(event.data).error.message : event.error.message);
  });
  return source;
}
