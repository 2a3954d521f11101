// The options of attempts, retries and time-outs, exact to the letter.
import {
  type Attempt,
  EventSource,
  type EventSourceInit,
  type EventStreamInit,
  type RequestOptions,
  type RequestOverride,
  type RetryOptions,
  type StreamOptions,
  type TimeoutOptions,
} from 'eventsource-wasm';
import { expectTrue, type Same } from './expect.js';

expectTrue<
  Same<
    Required<RetryOptions>,
    {
      delay: number;
      maxDelay: number;
      factor: number;
      jitter: number;
      attempts: number;
      statuses: number[];
      resend: 'never' | 'unanswered' | 'resume' | 'always';
    }
  >
>();
expectTrue<Same<Required<TimeoutOptions>, { connect: number; idle: number }>>();
expectTrue<
  Same<
    Required<StreamOptions>,
    {
      lastEventId: string;
      retry: false | RetryOptions;
      timeout: TimeoutOptions;
      whenHidden: 'keep' | 'disconnect';
      maxEventBytes: number;
    }
  >
>();
expectTrue<Same<keyof EventSourceInit, keyof RequestOptions | keyof StreamOptions | 'withCredentials'>>();
expectTrue<Same<keyof EventStreamInit, keyof RequestOptions | keyof StreamOptions | 'until'>>();
expectTrue<Same<Attempt, { readonly number: number; readonly lastEventId: string; readonly signal: AbortSignal }>>();
expectTrue<
  Same<Required<RequestOverride>, { url: string | URL; method: string; headers: HeadersInit; body: BodyInit | null }>
>();

// Each may be a function, of the attempt, that promises.
new EventSource('/x', {
  headers: (attempt) => {
    expectTrue<Same<typeof attempt, Attempt>>();
    return { Authorization: `Bearer ${attempt.number}` };
  },
  body: ({ lastEventId }) => JSON.stringify({ lastEventId }),
  request: ({ number, lastEventId }) => (number === 1 ? {} : { url: `/resume?after=${lastEventId}`, method: 'GET' }),
});
new EventSource('/x', {
  headers: async ({ signal }) => (await fetch('/token', { signal })).headers,
  body: async () => null,
  request: async () => ({ url: new URL('https://example.test/'), body: null, headers: [['a', 'b']] }),
});
// @ts-expect-error: no headers
new EventSource('/x', { headers: () => 1 });
// @ts-expect-error: no body
new EventSource('/x', { body: async () => ({ prompt: 'x' }) });
// @ts-expect-error: an override
new EventSource('/x', { request: () => '/y' });
// @ts-expect-error: for that there are the options
new EventSource('/x', { request: () => ({ credentials: 'include' }) });
new EventSource('/x', {
  request: (attempt) => {
    // @ts-expect-error: read-only
    attempt.lastEventId = '41';
    return {};
  },
});

new EventSource('/x', { retry: { statuses: [503], resend: 'always' }, timeout: { idle: 1 }, whenHidden: 'keep' });
// @ts-expect-error: numbers
new EventSource('/x', { retry: { statuses: ['503'] } });
// @ts-expect-error: one of four words
new EventSource('/x', { retry: { resend: 'sometimes' } });
// @ts-expect-error: no such option
new EventSource('/x', { retry: { max: 3 } });
// @ts-expect-error: an object
new EventSource('/x', { timeout: 1000 });
// @ts-expect-error: no such time-out
new EventSource('/x', { timeout: { total: 1000 } });
// @ts-expect-error: one of two words
new EventSource('/x', { whenHidden: 'pause' });
// @ts-expect-error: a number
new EventSource('/x', { maxEventBytes: '64 MiB' });
