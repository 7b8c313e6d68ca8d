/** One record as the broker holds it. */
export type LogRecord = {
  readonly partition: number;
  readonly offset: number;
  /** The broker's append time where the topic keeps it, else the writer's. UTC milliseconds. */
  readonly appendedAtMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
};
