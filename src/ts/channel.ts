/** What is asked of a channel by one `next()`. */
interface Taker<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/**
 * Hands items from one side to another that iterates over them. The giving side learns when all have been taken, so
 * that no more need be held than it gave at once.
 */
export class Channel<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #onReturn: () => void;
  /** Given, and not all taken yet; empty otherwise. */
  #items: T[] = [];
  /** How many of the items have been taken. */
  #taken = 0;
  /** What was taken last. */
  last: T | undefined;
  readonly #takers: Taker<T>[] = [];
  #drained = () => {};
  #over = false;
  /** Still to be thrown. */
  #error: unknown;

  /** @param onReturn is called when the iterating side leaves early */
  constructor(onReturn: () => void) {
    this.#onReturn = onReturn;
  }

  /** Gives items. The promise, if there is one, is resolved when they have been taken. Not to be called before that. */
  push(items: readonly T[]): Promise<void> | undefined {
    if (this.#over) return;
    this.#items = items.slice();
    this.#taken = 0;
    while (this.#items.length > 0 && this.#takers.length > 0) this.#takers.shift()?.resolve(this.#take());
    if (this.#items.length === 0) return;
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  /** There will be no more items: the iteration ends, or throws the error, behind those that are still to be taken. */
  end(error?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    for (const taker of this.#takers.splice(0)) this.#finish(taker);
  }

  /** The iteration throws the error next; what has not been taken yet is lost. */
  fail(error: unknown): void {
    this.#items = [];
    this.#taken = 0;
    this.#drained();
    this.end(error);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#items.length > 0) return Promise.resolve(this.#take());
    return new Promise((resolve, reject) => {
      const taker = { resolve, reject };
      if (this.#over) this.#finish(taker);
      else this.#takers.push(taker);
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.fail(undefined);
    this.#error = undefined;
    this.#onReturn();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): IteratorResult<T, undefined> {
    const value = this.#items[this.#taken] as T;
    this.last = value;
    this.#taken += 1;
    if (this.#taken === this.#items.length) {
      this.#items = [];
      this.#taken = 0;
      this.#drained();
    }
    return { done: false, value };
  }

  /** The error is thrown once; then it is over. */
  #finish(taker: Taker<T>): void {
    const error = this.#error;
    this.#error = undefined;
    if (error === undefined) taker.resolve({ done: true, value: undefined });
    else taker.reject(error);
  }
}
