import type { Redis } from 'ioredis';
import { generationPrefix, liveKey, positionKey, type Shard } from './model-keys';
import { guarded } from './redis-error';

/** Values of the generation that is read, as they are stored, all of one position. */
export type LiveModels = {
  readonly generation: string;
  readonly position: string;
  readonly texts: readonly (string | null)[];
};

const TRIES_MAX = 3;

/** Undefined: no generation is live, or it was replaced again and again. */
export async function readLiveModels(
  redis: Redis,
  shard: Shard,
  keys: readonly string[],
): Promise<LiveModels | undefined> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const generation = await guarded(redis.get(liveKey(shard)));
    if (generation === null) return undefined;
    const prefix = generationPrefix(shard, generation);
    const names = [
      liveKey(shard),
      positionKey(shard, generation),
      ...keys.map((key) => prefix + key),
    ];
    const [live, position, ...texts] = await guarded(redis.mget(names));
    if (live === generation && typeof position === 'string') return { generation, position, texts };
  }
  return undefined;
}
