/** Reads a stream with an `EventSource`. */
export function overEvents(EventSource) {
  const run = (url, take) =>
    new Promise((resolve, reject) => {
      const source = new EventSource(url);
      source.addEventListener('message', ({ data }) => {
        if (data !== '[DONE]') take(data);
        else {
          source.close();
          resolve();
        }
      });
      source.addEventListener('error', () => {
        source.close();
        reject(new Error('The stream broke off'));
      });
    });
  return { EventSource, run };
}

/** Reads a stream with a `fetchEventSource`. */
export function overCallbacks(fetchEventSource) {
  return (url, take) =>
    fetchEventSource(url, {
      openWhenHidden: true,
      onmessage({ data }) {
        if (data !== '[DONE]') take(data);
      },
      onerror(error) {
        throw error;
      },
    });
}
