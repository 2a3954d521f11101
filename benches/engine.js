// The engine without a stream around it: the only place in the benchmark that knows this package from the inside.

import { loadEngine } from '../src/ts/engine.ts';
import { Feeder, openParser, pieces } from '../src/ts/feeder.ts';
import { EventReader } from '../src/ts/sink.ts';
import { eventBytes } from '../src/ts/stream-options.ts';

/** Loads the engine. Gives a function that starts a parser, which gives a function that feeds it. */
export async function bareParser() {
  const engine = await loadEngine();
  return (take) => {
    const feeder = new Feeder(engine, openParser(engine, eventBytes()));
    const reader = new EventReader();
    const takeData = (_type, data) => {
      take(data);
      return true;
    };
    return (chunk) => {
      for (const piece of pieces(chunk)) reader.read(feeder.put(piece), takeData);
    };
  };
}
