// The engine without a stream around it: the only place in the benchmark that knows this package from the inside.

import { loadEngine } from '../src/ts/engine.ts';
import { Feeder, openParser, pieces } from '../src/ts/feeder.ts';
import { EventReader } from '../src/ts/sink.ts';
import { eventBytes } from '../src/ts/stream-options.ts';

/** Loads the engine. Gives a function that starts a parser, which gives functions that feed it and that end it. */
export async function bareParser() {
  const engine = await loadEngine();
  return (take) => {
    const source = openParser(engine, eventBytes());
    const feeder = new Feeder(engine, source);
    const reader = new EventReader();
    const takeData = (_type, data) => {
      take(data);
      return true;
    };
    return {
      feed(chunk) {
        for (const piece of pieces(chunk)) reader.read(feeder.put(piece), takeData);
      },
      close: () => feeder.close(),
    };
  };
}
