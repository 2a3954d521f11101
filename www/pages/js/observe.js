// Writes down what an EventSource does. It only listens: everything here is the public interface.

const utf8 = new TextEncoder();

/**
 * `types` are the names of the events that are expected besides `message`. Returns the connection's entry in the
 * journal, with `closed(why)` to be called after `source.close()`, which tells nobody by itself.
 */
export function observe(journal, source, { name, method, types = [] }) {
  const { pathname, search } = new URL(source.url);
  const connection = journal.connection(name, {
    method,
    path: pathname + search,
    state: source.readyState,
    attempt: 1,
    reconnections: 0,
    events: 0,
    bytes: 0,
    lastEventId: '',
    resumedFrom: undefined,
    retryAt: undefined,
    retryIn: undefined,
    remark: '',
  });
  const note = (type, data, tone) => journal.add({ source: name, kind: 'note', type, data, tone });

  note('connect', `${method} ${connection.path}`);

  source.addEventListener('open', () => {
    connection.state = source.readyState;
    connection.retryAt = undefined;
    if (connection.attempt > 1) {
      connection.reconnections++;
      connection.resumedFrom = connection.lastEventId;
      note('open', connection.lastEventId ? `again, with Last-Event-ID: ${connection.lastEventId}` : 'again', 'good');
    } else {
      note('open', '', 'good');
    }
  });

  const received = ({ type, data, lastEventId }) => {
    const bytes = utf8.encode(data).length;
    connection.events++;
    connection.bytes += bytes;
    connection.lastEventId = lastEventId;
    journal.add({ source: name, kind: 'event', type, id: lastEventId, data, bytes });
  };
  for (const type of ['message', ...types]) source.addEventListener(type, received);

  source.addEventListener('error', ({ error }) => {
    const kind = error.status === undefined ? error.code : `${error.code} ${error.status}`;
    connection.state = source.readyState;
    if (source.readyState === source.CLOSED) {
      note('error', `${kind}: ${error.message}`, 'bad');
      return;
    }
    connection.attempt++;
    connection.retryIn = error.retryIn;
    connection.retryAt = performance.now() + error.retryIn;
    note('error', `${kind}, asks again in ${(error.retryIn / 1000).toFixed(1)} s: ${error.message}`, 'bad');
  });

  connection.closed = (why) => {
    connection.state = source.readyState;
    connection.retryAt = undefined;
    note('close', why);
  };
  /** What the server says about it. */
  connection.remarked = (text) => {
    connection.remark = text;
    note('server', text);
  };
  return connection;
}
