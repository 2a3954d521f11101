import { EventSource, eventStream } from 'eventsource-wasm';

/** Reads an answer until it ends or the signal is aborted; what has come by then is kept. */
export async function collect(url, signal) {
  let text = '';
  try {
    for await (const event of eventStream(url, { signal })) text += event.data;
  } catch (error) {
    if (error.code !== 'aborted') throw error;
  }
  return text;
}

/** The first event that will do. To leave the loop, in whatever way, aborts the request. */
export async function find(url, willDo) {
  for await (const event of eventStream(url)) {
    if (willDo(event)) return event;
  }
}

/** Listens until the signal is aborted: one signal may end many sources, and listeners of other things as well. */
export function listen(url, signal, listener) {
  new EventSource(url, { signal }).addEventListener('message', listener, { signal });
}
