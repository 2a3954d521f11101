/**
 * What went wrong:
 *
 * - `network`: no response came, or the stream ended or broke off
 * - `cors`: the server does not let this origin read its response
 * - `status`: the status was not 200
 * - `content-type`: the content type was not `text/event-stream`
 * - `timeout`: the server took too long
 * - `limit`: an event went over `maxEventBytes`
 * - `aborted`: the request was given up on this side
 * - `request`: the request could not be made as asked for
 * - `unsupported`: the engine could not be started here
 */
export type EventSourceErrorCode =
  | 'network'
  | 'cors'
  | 'status'
  | 'content-type'
  | 'timeout'
  | 'limit'
  | 'aborted'
  | 'request'
  | 'unsupported';

/** The circumstances of an {@link EventSourceError}. */
export interface EventSourceErrorDetails {
  /** The number of the request, from 1; 0 if none was made. Default: 0. */
  attempt?: number | undefined;
  /** In how many ms the source asks again. */
  retryIn?: number | undefined;
  /** A response that was refused. */
  response?: Response | undefined;
  /** The start of its body. */
  body?: string | undefined;
  /** What the platform gave as the reason. */
  cause?: unknown;
}

/**
 * Why a stream failed. An `EventSource`'s `error` event carries it as `event.error`.
 *
 * @example
 * source.onerror = ({ error }) => {
 *   if (error.status === 401) signIn();
 *   else if (error.retryIn === undefined) show(`${error.message}: ${error.body}`);
 * };
 */
export class EventSourceError extends Error {
  /** What went wrong. */
  declare readonly code: EventSourceErrorCode;
  /** The number of the request that failed, from 1; 0 if none was made. */
  declare readonly attempt: number;
  /** In how many ms the source asks again; `undefined` when it has given up. */
  declare readonly retryIn: number | undefined;
  /** The status of a refused response. */
  declare readonly status: number | undefined;
  /** The headers of a refused response. */
  declare readonly headers: Headers | undefined;
  /** The first 4096 bytes of a refused response's body, as text; it is waited for 2 s at most. */
  declare readonly body: string | undefined;

  /** @internal */
  constructor(
    code: EventSourceErrorCode,
    message: string,
    { attempt = 0, retryIn, response, body, cause }: EventSourceErrorDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.attempt = attempt;
    this.retryIn = retryIn;
    this.status = response?.status;
    this.headers = response?.headers;
    this.body = body;
  }

  /** `AbortError`, as fetch has it, for the code `aborted`; else `EventSourceError`. */
  override get name(): string {
    return this.code === 'aborted' ? 'AbortError' : 'EventSourceError';
  }
}
