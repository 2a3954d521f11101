// Events of one stream often begin alike: the same id, the same model, again and again. The log leaves out what the
// event before began with too, so that the part that differs is in sight.

const WORTH_IT = 40; // characters

export class Elider {
  #before = '';
  #prefix = '';

  /** How many characters at the beginning of `data` may be left out. */
  take(data) {
    if (!this.#prefix || !data.startsWith(this.#prefix)) this.#prefix = sharedPrefix(this.#before, data);
    this.#before = data;
    return this.#prefix.length;
  }
}

/** Up to a comma, space or bracket, so that no word is cut in two. */
function sharedPrefix(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  const cut = Math.max(...['{', '[', ',', ' '].map((sign) => b.lastIndexOf(sign, length - 1)));
  return cut >= WORTH_IT ? b.slice(0, cut) : '';
}
