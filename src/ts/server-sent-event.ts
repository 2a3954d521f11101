/** An event of a stream. */
export interface ServerSentEvent {
  /** The type: the `event` field, or `message`. */
  readonly type: string;
  /** The `data` lines, joined with line feeds. */
  readonly data: string;
  /** The last event ID string as it was when the event came. */
  readonly lastEventId: string;
  /**
   * The data, parsed as JSON.
   *
   * @throws SyntaxError that names the event
   */
  json<T = unknown>(): T;
}

/** An event as {@link ServerSentEvent} describes it. */
export class StreamEvent implements ServerSentEvent {
  declare readonly type: string;
  declare readonly data: string;
  declare readonly lastEventId: string;

  /** @param type is the `event` field; empty if there is none */
  constructor(type: string, data: string, lastEventId: string) {
    this.type = type || 'message';
    this.data = data;
    this.lastEventId = lastEventId;
  }

  json<T = unknown>(): T {
    try {
      return JSON.parse(this.data);
    } catch (cause) {
      const start = this.data.length > 80 ? `${this.data.slice(0, 80)}…` : this.data;
      const id = this.lastEventId && ` with id ${JSON.stringify(this.lastEventId)}`;
      throw new SyntaxError(`The data of the event ${this.type}${id} is not JSON: ${start}`, { cause });
    }
  }
}
