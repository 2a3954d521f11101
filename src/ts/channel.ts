/**
 * Hands items from one side to another that iterates over them. The giving side learns when all have been taken, so
 * that no more need be held than it gave at once.
 */
export class Channel<T> implements AsyncIterableIterator<T, undefined, undefined> {
  /** What was taken last. */
  last: T | undefined;
  /** Given and not taken yet, the next one at the end. */
  #items: T[] = [];
  /** Resolve what is asked for and not there yet. There are none while there are items. */
  readonly #takers: ((result: IteratorResult<T, undefined> | Promise<never>) => void)[] = [];
  readonly #onReturn: () => void;
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
    this.#items = [...items].reverse();
    this.#serve();
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
    this.#serve();
  }

  /** The iteration throws the error next; what has not been taken yet is lost. */
  fail(error?: unknown): void {
    this.#items = [];
    this.#drained();
    this.end(error);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#items.length > 0 || this.#over) return Promise.resolve(this.#take());
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.fail();
    this.#error = undefined;
    this.#onReturn();
    return this.next();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #serve(): void {
    while (this.#takers.length > 0 && (this.#items.length > 0 || this.#over)) this.#takers.shift()?.(this.#take());
  }

  /** The next item, or the end. The error is thrown once; then it is over. */
  #take(): IteratorResult<T, undefined> | Promise<never> {
    if (this.#items.length > 0) {
      const value = this.#items.pop() as T;
      this.last = value;
      if (this.#items.length === 0) this.#drained();
      return { done: false, value };
    }
    const error = this.#error;
    this.#error = undefined;
    return error === undefined ? { done: true, value: undefined } : Promise.reject(error);
  }
}
