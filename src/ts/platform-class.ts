import { EventSourceError } from './error.js';

type Name = 'ReadableStream' | 'ReadableStreamDefaultReader' | 'TransformStream';

/** A class of the platform's to build on. Where there is none of this name, to import what builds on it does no harm. */
export function platformClass<N extends Name>(name: N): (typeof globalThis)[N] {
  class Missing {
    constructor() {
      throw new EventSourceError('unsupported', `EventStreamDecoder needs a ${name}, and there is none here`);
    }
  }
  return globalThis[name] ?? Missing;
}
