// What a consumer makes of the events. It reads every event's data to the end, as whoever uses it would: strings that were
// joined are only pieces until somebody reads them, and a benchmark that never does flatters whoever joins. It does no more
// than that: to parse the JSON in the data takes longer than all else, takes as long with every client, and hides what differs.

const mix = (sum, value) => (Math.imul(sum, 31) + value) | 0;
const textSum = (sum, text) => mix(mix(sum, text.length), text.charCodeAt(text.length - 1));

function wholeSum(sum, text) {
  for (let index = 0; index < text.length; index++) sum = mix(sum, text.charCodeAt(index));
  return mix(sum, text.length);
}

const steps = {
  /** Reads the last character, which makes one string of the pieces. */
  text: textSum,
  /** Reads each character: for the warm-up, which proves that all decoders give the same. */
  whole: wholeSum,
};

/**
 * @param {keyof typeof steps} reading
 * @returns {{ take(data: string): void, sum(): string, count(): number }}
 */
export function consumer(reading) {
  const step = steps[reading];
  let sum = 0;
  let count = 0;
  return {
    take(data) {
      sum = step(sum, data);
      count++;
    },
    sum: () => `${count} events, ${(sum >>> 0).toString(16)}`,
    count: () => count,
  };
}
