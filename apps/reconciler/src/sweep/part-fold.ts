import type { ModelFold } from '@stakelog/projections';
import type { Shard } from '@stakelog/redis';

/** A part of the read models of one partition, folded from the beginning of the log. */
export type PartFold = {
  readonly shard: Shard;
  readonly models: ModelFold;
  /** Whether all of what makes this key was folded. */
  isWhole(key: string): boolean;
  /** Folds everything before this offset. */
  advanceTo(nextOffset: number): Promise<void>;
  close(): Promise<void>;
};
