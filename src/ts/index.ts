export { EventStreamDecoder } from './decoder.js';
export { EventSourceError, type EventSourceErrorCode, type EventSourceErrorDetails } from './error.js';
export {
  EventSource,
  type EventSourceErrorEvent,
  type EventSourceEventMap,
  type EventSourceInit,
} from './event-source.js';
export { type EventStream, type EventStreamInit, eventStream } from './event-stream.js';
export type { EventHandler } from './handlers.js';
export type { Attempt, RequestOptions, RequestOverride } from './request.js';
export type { ServerSentEvent } from './server-sent-event.js';
export type { RetryOptions, StreamOptions, TimeoutOptions } from './stream-options.js';
