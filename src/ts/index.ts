export { EventSourceError, type EventSourceErrorCode } from './error.js';
export {
  EventSource,
  type EventSourceErrorEvent,
  type EventSourceEventMap,
  type EventSourceInit,
} from './event-source.js';
export type { Attempt, RequestOptions, RequestOverride } from './request.js';
export type { RetryOptions, StreamOptions } from './stream-options.js';
