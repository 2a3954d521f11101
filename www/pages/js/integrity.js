// Checks a resumed stream: each event must arrive once, and none may be missing. The ticker's ids end in a number that
// grows by one; a change in what stands before it is a new feed.

export class Integrity {
  lost = 0;
  twice = 0;
  checked = 0;
  #feed;
  #last = 0;

  take(id) {
    const [, feed, digits] = /^(.+):(\d+)$/.exec(id);
    const number = Number(digits);
    this.checked++;
    if (feed !== this.#feed) {
      this.#feed = feed;
      this.#last = number;
      return;
    }
    if (number <= this.#last) this.twice++;
    else this.lost += number - this.#last - 1;
    this.#last = Math.max(this.#last, number);
  }
}
