import { EventSource } from 'eventsource-wasm';
import { shallowRef, toValue, watchEffect } from 'vue';

/**
 * Listens to a stream for as long as the component lives. The URL may be a ref or a getter: another URL is another stream.
 *
 * `data` is that of the latest message; `state` is connecting, open or closed; `error` is why it is not open.
 */
export function useEventSource(url, init) {
  const data = shallowRef(null);
  const state = shallowRef('connecting');
  const error = shallowRef(null);

  watchEffect((onCleanup) => {
    const source = new EventSource(toValue(url), init);
    data.value = null;
    state.value = 'connecting';
    error.value = null;

    source.onopen = () => {
      state.value = 'open';
      error.value = null;
    };
    source.onmessage = (event) => {
      data.value = event.data;
    };
    source.onerror = (event) => {
      state.value = source.readyState === EventSource.CLOSED ? 'closed' : 'connecting';
      error.value = event.error;
    };
    onCleanup(() => source.close());
  });

  return { data, state, error };
}
