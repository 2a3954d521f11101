// Notices when a stream that should be talking isn't.

const BEAT = 500; // ms

/** Calls `onBeat(ms since heard() was last called)` twice a second until it is stopped. */
export function watchSilence(onBeat) {
  let last = performance.now();
  const timer = setInterval(() => onBeat(performance.now() - last), BEAT);
  return {
    heard() {
      last = performance.now();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
