// An event stream's wire format, and a response that streams it.

import { stream } from 'hono/streaming';

/** One block of an event stream. A field that is undefined is left out. */
export function frame({ comment, retry, event, id, data }) {
  const lines = [];
  if (comment !== undefined) lines.push(`: ${comment}`);
  if (retry !== undefined) lines.push(`retry: ${retry}`);
  if (event !== undefined) lines.push(`event: ${event}`);
  if (id !== undefined) lines.push(`id: ${id}`);
  if (data !== undefined) lines.push(...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`));
  return `${lines.join('\n')}\n\n`;
}

/**
 * Answers with an event stream. `produce(out, gone)` writes it: `out.write(text)` resolves when there is room for more,
 * and `gone` is an AbortSignal that fires when the client has left. Whatever it rejects with after that is of no
 * interest to anybody.
 */
export function eventStream(c, produce) {
  c.header('Content-Type', 'text/event-stream');
  c.header('Cache-Control', 'no-store');
  c.header('X-Accel-Buffering', 'no'); // nginx would hold the tokens back
  return stream(c, async (out) => {
    const gone = new AbortController();
    out.onAbort(() => gone.abort());
    try {
      await produce(out, gone.signal);
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  });
}

/** Breaks the connection as a crash or a pulled cable would: no last chunk, no goodbye. */
export function breakConnection(c) {
  c.env.outgoing.destroy();
}
