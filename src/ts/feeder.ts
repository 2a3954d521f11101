import type { Engine } from './engine.js';
import { copyIn, look, numbers } from './memory.js';
import { textAt } from './text.js';

/** What the engine is fed with at once. */
const mostBytes = 64 * 1024;

/** A chunk in pieces that a {@link Feeder} takes. */
export function pieces(chunk: Uint8Array): Uint8Array[] {
  if (chunk.length <= mostBytes) return [chunk];
  const count = Math.ceil(chunk.length / mostBytes);
  return Array.from({ length: count }, (_, index) => chunk.subarray(index * mostBytes, (index + 1) * mostBytes));
}

/** Opens a source that is nothing but a parser. */
export const openParser = (engine: Pick<Engine, 'open'>, maxEventBytes: number): number =>
  engine.open(maxEventBytes, 0, 0, false, false, false, 0, 0, 1, 0, 1, 0);

/** Feeds a source of the engine. */
export class Feeder {
  readonly #engine: Pick<Engine, 'close' | 'feed' | 'room'>;
  readonly #source: number;
  /** Where the engine takes a chunk from, and how large that may be. */
  #room = 0;
  #size = 0;

  constructor(engine: Pick<Engine, 'close' | 'feed' | 'room'>, source: number) {
    this.#engine = engine;
    this.#source = source;
  }

  /** Puts bytes where the engine finds them: a text, or one of a chunk's {@link pieces}. */
  write(chunk: Uint8Array): void {
    if (chunk.length > this.#size) {
      this.#size = Math.max(Math.min(2 * chunk.length, mostBytes), chunk.length);
      this.#room = this.#engine.room(this.#source, this.#size);
    }
    copyIn(chunk, this.#room);
  }

  /** @returns what came of the piece, for an EventReader */
  put(chunk: Uint8Array): number {
    this.write(chunk);
    return this.#engine.feed(this.#source, chunk.length);
  }

  /** Forgets the source. There is no feeding it any more. */
  close(): void {
    this.#engine.close(this.#source);
  }

  /** The comments of a batch, and how many of its events came before each. */
  comments(batch: number): [text: string, behind: number][] {
    if (batch & 1) return [];
    look();
    const told = batch >>> 2;
    if (numbers[told + 6] === 0) return [];
    const behind = (numbers[told + 7] as number) >>> 2;
    const texts = textAt(told + 5).split('\r');
    texts.pop();
    return texts.map((text, index) => [text, numbers[behind + index] as number]);
  }
}
