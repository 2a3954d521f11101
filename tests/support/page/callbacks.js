// For the tests of fetchEventSource, in Node and in the browser alike.

/**
 * Calls fetchEventSource with callbacks that write down what they are told, and then do what those given do. Of `onopen`
 * and `onerror` only those given are there: without them it behaves differently.
 * @returns {{ log: string[], settled: Promise<string[]> }} the log as it grows, and as it is when all is over
 */
export function follow(fetchEventSource, input, { onopen, onmessage, onclose, onerror, ...init } = {}) {
  const log = [];
  const options = {
    ...init,
    onmessage(message) {
      log.push(`message ${message.data}`);
      onmessage?.(message);
    },
    onclose() {
      log.push('close');
      onclose?.();
    },
  };
  if (onopen) {
    options.onopen = async (response) => {
      log.push(`open ${response.status}`);
      await onopen(response);
    };
  }
  if (onerror) {
    options.onerror = (error) => {
      log.push(`error: ${error.message}`);
      return onerror(error);
    };
  }
  const settled = fetchEventSource(input, options)
    .then(
      (value) => log.push(value === undefined ? 'resolved' : `resolved with ${value}`),
      (error) => log.push(`rejected: ${error?.message}`),
    )
    .then(() => log);
  return { log, settled };
}

/** Makes the page `hidden` or `visible`, as far as a script can see: a headless page is never hidden. */
export function show(state) {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}
