import * as library from 'eventsource-wasm';

/** A server component. */
export default function Page() {
  return <p>{Object.keys(library).sort().join(' ')}</p>;
}
