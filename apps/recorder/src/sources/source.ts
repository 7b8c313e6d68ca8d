import type { TableRow, RecordedTopic } from '../rows/tables';

/** Where a reader of a partition stands: the fence's state with the offset to go on at (R4). */
export type Position = { readonly nextOffset: number };

/** A part of the log that counts as a whole: a counted batch, a fact, a command. */
export type Slice = {
  readonly partition: number;
  /** The offset after it. */
  readonly nextOffset: number;
  /** Rows that it adds to the topic's first table. */
  readonly records: number;
  readonly rows: readonly TableRow[];
  /** Append time of its last record, UTC milliseconds. */
  readonly appendedAtMs: number;
};

export type OpenSource = {
  /** Behind the last slice, or further where records without effect followed it. */
  position(partition: number): Position;
  /** The end of the partition as the broker last told it. */
  endOffset(partition: number): number | undefined;
  /** Resolves when everything before this offset has been delivered. */
  waitFor(partition: number, nextOffset: number): Promise<void>;
  close(): Promise<void>;
};

/** A topic to record: its slices from given positions, in the order of each partition. */
export type Source = {
  readonly topic: RecordedTopic;
  /**
   * Starts delivering. A slice whose promise is pending holds its partition back. `onError` is told
   * once, when the log cannot be read on.
   */
  open(
    positions: ReadonlyMap<number, Position | undefined>,
    onSlice: (slice: Slice) => Promise<void> | void,
    onError: (error: Error) => void,
  ): OpenSource;
  /** Whether the log still is the one that the position was made from (R5). */
  holds(partition: number, position: Position): Promise<boolean>;
};
