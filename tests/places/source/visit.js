// An application that uses all that the package has. The same code goes to every place.
import { EventSource, EventStreamDecoder, eventStream } from 'eventsource-wasm';
import { fetchEventSource } from 'eventsource-wasm/fetch-event-source';
import { install } from 'eventsource-wasm/polyfill';

/** @param api the address that ../support/api.js answers at */
export async function visit(api) {
  const question = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ prompt: 'the words come back' }),
  };
  return {
    eventStream: await streamed(eventStream(`${api}/words`, question)),
    EventSource: await listened(`${api}/ticks`),
    fetchEventSource: await calledBack(`${api}/words`, question),
    EventStreamDecoder: await decoded(await fetch(`${api}/words`, question)),
    polyfill: await polyfilled(`${api}/ticks`),
    refused: await failure(eventStream(`${api}/busy`, question)),
    reset: await failure(eventStream(`${api}/reset`, question)),
    silent: await failure(eventStream(`${api}/silent`, { ...question, timeout: { idle: 50 } })),
    left: await left(`${api}/silent`),
  };
}

async function streamed(stream) {
  const words = [];
  for await (const { data } of stream) words.push(data);
  return words;
}

/** Events of two connections, the second made by itself; then it is closed. */
function listened(url, Source = EventSource) {
  return new Promise((resolve, reject) => {
    const heard = [];
    const source = new Source(url, { whenHidden: 'disconnect', timeout: { connect: 10_000 } });
    source.onopen = () => heard.push('open');
    source.oncomment = (text) => heard.push(`comment: ${text}`);
    source.onmessage = ({ data, origin }) => heard.push(data, origin === new URL(url).origin);
    source.onerror = ({ error }) => (error.retryIn === undefined ? reject(error) : heard.push(error.code));
    source.addEventListener('tick', ({ data, lastEventId }) => {
      source.close();
      resolve([...heard, data, lastEventId, source.readyState]);
    });
  });
}

async function calledBack(url, question) {
  const words = [];
  await fetchEventSource(url, { ...question, onmessage: ({ data }) => words.push(data) });
  return words;
}

function decoded(response) {
  return streamed(response.body.pipeThrough(new EventStreamDecoder()));
}

/** Some places have an EventSource of their own, which the import leaves alone. */
function polyfilled(url) {
  if (globalThis.EventSource !== EventSource) install({ force: true });
  return listened(url, globalThis.EventSource);
}

async function failure(stream) {
  try {
    await streamed(stream);
  } catch ({ name, code, status, body }) {
    return { name, code, status, body };
  }
}

/** A signal ends what is under way. */
async function left(url) {
  const controller = new AbortController();
  const stream = eventStream(url, { signal: controller.signal });
  await stream.response;
  controller.abort();
  return failure(stream);
}
