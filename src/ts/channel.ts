/** See {@link channel}. */
export interface Channel<T> extends AsyncIterableIterator<T, undefined, undefined> {
  /** What was taken last. */
  readonly last: T | undefined;
  /** Gives items. The promise, if there is one, is resolved when they have been taken. Not to be called before that. */
  push(items: readonly T[]): Promise<void> | undefined;
  /** There will be no more items: the iteration ends, or throws the error, behind those that are still to be taken. */
  end(error?: unknown): void;
  /** The iteration throws the error next; what has not been taken yet is lost. */
  fail(error?: unknown): void;
}

type Result<T> = IteratorResult<T, undefined>;

/**
 * Hands items from one side to another that iterates over them. The giving side learns when all have been taken, so
 * that no more need be held than it gave at once.
 *
 * @param onReturn is called when the iterating side leaves early
 */
export function channel<T>(onReturn: () => void): Channel<T> {
  let last: T | undefined;
  /** Given and not taken yet, the next one at the end. */
  let items: T[] = [];
  /** Resolve what is asked for and not there yet. There are none while there are items. */
  const takers: ((result: Result<T> | Promise<never>) => void)[] = [];
  let drained = () => {};
  let over = false;
  /** Still to be thrown. */
  let failure: unknown;

  const serve = () => {
    while (takers.length > 0 && (items.length > 0 || over)) takers.shift()?.(take());
  };

  /** The next item, or the end. The error is thrown once; then it is over. */
  const take = (): Result<T> | Promise<never> => {
    if (items.length > 0) {
      const value = items.pop() as T;
      last = value;
      if (items.length === 0) drained();
      return { done: false, value };
    }
    const error = failure;
    failure = undefined;
    return error === undefined ? { done: true, value: undefined } : Promise.reject(error);
  };

  return {
    get last() {
      return last;
    },
    push(given) {
      if (over) return;
      items = [...given].reverse();
      serve();
      if (items.length === 0) return;
      return new Promise((resolve) => {
        drained = resolve;
      });
    },
    end(error) {
      if (over) return;
      over = true;
      failure = error;
      serve();
    },
    fail(error) {
      items = [];
      drained();
      this.end(error);
    },
    next() {
      if (items.length > 0 || over) return Promise.resolve(take());
      return new Promise((resolve) => takers.push(resolve));
    },
    return() {
      this.fail();
      failure = undefined;
      onReturn();
      return this.next();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
