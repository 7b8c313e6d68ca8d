import type { Redis } from 'ioredis';
import { generationKeys } from './generations';
import { generationPrefix, type Shard } from './model-keys';
import { guarded } from './redis-error';

/** How two generations of one shard differ; `different` names the first keys. */
export type Comparison = {
  readonly keys: number;
  readonly equal: boolean;
  readonly different: readonly string[];
};

const SHOWN_MAX = 10;

/** Compares every key by its content, whatever its type: both must stand at the same position. */
export async function compareGenerations(
  redis: Redis,
  shard: Shard,
  left: string,
  right: string,
): Promise<Comparison> {
  const different = new Set<string>();
  let keys = 0;
  const found = new Set<string>();
  for (const generation of [left, right])
    for await (const page of generationKeys(redis, shard, generation)) {
      const fresh = page.filter((key) => !found.has(key));
      for (const key of fresh) found.add(key);
      keys += fresh.length;
      const [ours, theirs] = await Promise.all(
        [left, right].map((name) => contents(redis, generationPrefix(shard, name), fresh)),
      );
      fresh.forEach((key, index) => {
        if (ours?.[index] !== theirs?.[index]) different.add(key);
      });
    }
  return { keys, equal: different.size === 0, different: [...different].slice(0, SHOWN_MAX) };
}

async function contents(redis: Redis, prefix: string, keys: readonly string[]): Promise<string[]> {
  return Promise.all(keys.map((key) => content(redis, prefix + key)));
}

async function content(redis: Redis, key: string): Promise<string> {
  const type = await guarded(redis.type(key));
  switch (type) {
    case 'string':
      return `string ${await guarded(redis.get(key))}`;
    case 'zset':
      return `zset ${JSON.stringify(await guarded(redis.zrange(key, '0', '-1', 'WITHSCORES')))}`;
    case 'stream':
      return `stream ${JSON.stringify(await guarded(redis.xrange(key, '-', '+')))}`;
    default:
      return type;
  }
}
