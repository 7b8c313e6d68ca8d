import {
  readLiveModels,
  readModelContents,
  removeWithdrawn,
  withdrawGeneration,
  type LiveModels,
  type Redis,
  type Shard,
} from '@stakelog/redis';
import type { Clock } from '@stakelog/runtime';

/** The read models, as they are stored. */
export type RedisCopy = {
  /** Undefined: nothing is live. */
  read(shard: Shard, keys: readonly string[]): Promise<LiveModels | undefined>;
  /** In the form of ModelFold's `content`; undefined: nothing is there. */
  contents(
    shard: Shard,
    generation: string,
    keys: readonly string[],
  ): Promise<readonly (string | undefined)[]>;
  /** False: another generation is live by now. */
  withdraw(shard: Shard, generation: string): Promise<boolean>;
  /** Removes what was withdrawn longer ago than it is kept. */
  tidy(shards: readonly Shard[]): Promise<unknown>;
};

export const redisCopy = (redis: Redis, clock: Clock): RedisCopy => ({
  read: (shard, keys) => readLiveModels(redis, shard, keys),
  contents: (shard, generation, keys) => readModelContents(redis, shard, generation, keys),
  withdraw: (shard, generation) => withdrawGeneration(redis, shard, generation, clock.nowMs()),
  tidy: (shards) => removeWithdrawn(redis, shards, clock.nowMs()),
});
