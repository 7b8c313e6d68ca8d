import type { ModelChanges } from '@stakelog/contracts';
import type { Shard } from '@stakelog/redis';
import type { Clock } from '@stakelog/runtime';

/** Stored values by key, all of one position. */
export type ReadValues = (keys: ReadonlySet<string>) => Promise<ReadonlyMap<string, object>>;

/** Some counted batches or facts of one partition, in order, and the position behind them. */
export type LogSlice<Item = unknown> = {
  readonly partition: number;
  readonly items: readonly Item[];
  /** JSON text, to be stored with what the items change. */
  readonly position: string;
  readonly nextOffset: number;
};

/** A topic that is being read. */
export type OpenLog = {
  /** Resolves when every slice up to the ends of this moment has been handled. */
  waitForEnd(): Promise<void>;
  endOffset(partition: number): number | undefined;
  close(): Promise<void>;
};

export type SliceHandlers<Item> = {
  readonly clock: Clock;
  /** The next slice of its partition waits until this has finished. */
  readonly onSlice: (slice: LogSlice<Item>) => Promise<void>;
  readonly onError: (error: Error) => void;
  /** Where a partition may be read up to, for a reader that must not run ahead of another. */
  readonly gate?:
    ((partition: number, nextOffset: number) => Promise<void> | undefined) | undefined;
};

/** One of the two topics: how it is read, and how it is folded. */
export type ProjectedTopic<Item = unknown> = {
  readonly topic: Shard['topic'];
  /** The position before offset 0. */
  readonly beginning: string;
  open(positions: ReadonlyMap<number, string | undefined>, handlers: SliceHandlers<Item>): OpenLog;
  /** R5: whether the log still is the one that this position was made from. */
  holds(partition: number, position: string): Promise<boolean>;
  /** What the items change; `read` asks for what is stored now. */
  changes(items: readonly Item[], read: ReadValues): Promise<ModelChanges>;
};

export const nextOffsetOf = (position: string): number => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every position has it
  const { nextOffset } = JSON.parse(position) as { nextOffset: number };
  return nextOffset;
};
