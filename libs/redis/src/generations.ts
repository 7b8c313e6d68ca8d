import type { Redis } from 'ioredis';
import {
  generationPrefix,
  liveKey,
  nextKey,
  shardTag,
  withdrawnKey,
  type Shard,
} from './model-keys';
import { guarded } from './redis-error';

const SCAN_COUNT = 500;

/** The keys of a generation, page by page, without its prefix. Never KEYS: Redis goes on serving meanwhile. */
export async function* generationKeys(
  redis: Redis,
  shard: Shard,
  generation: string,
): AsyncGenerator<readonly string[]> {
  const prefix = generationPrefix(shard, generation);
  for await (const page of scanned(redis, prefix))
    yield page.map((key) => key.slice(prefix.length));
}

/** Removes a generation in the background of Redis. Returns how many keys it had. */
export async function unlinkGeneration(
  redis: Redis,
  shard: Shard,
  generation: string,
): Promise<number> {
  let count = 0;
  for await (const page of scanned(redis, generationPrefix(shard, generation)))
    if (page.length > 0) count += await guarded(redis.unlink(...page));
  return count;
}

/** Removes what dead rebuilds left: generations of these shards that nobody reads or builds. One pass. */
export async function sweepGenerations(redis: Redis, shards: readonly Shard[]): Promise<number> {
  const tags = new Map(shards.map((shard) => [`rm:${shardTag(shard)}:`, shard]));
  let count = 0;
  for await (const page of scanned(redis, 'rm:{')) {
    const used = await usedGenerations(redis, shards);
    const left = page.filter((key) => {
      const start = key.slice(0, key.indexOf(':', 4) + 1);
      if (!tags.has(start)) return false;
      const [name = '', ...rest] = key.slice(start.length).split(':');
      return rest.length > 0 && !used.has(start + name);
    });
    if (left.length > 0) count += await guarded(redis.unlink(...left));
  }
  return count;
}

/** `rm:{p3}:<generation>` of those that readers are pointed at, that are being built, or are kept for a look. */
async function usedGenerations(redis: Redis, shards: readonly Shard[]) {
  const used = new Set<string>();
  await Promise.all(
    shards.map(async (shard) => {
      const keys = [liveKey(shard), nextKey(shard), withdrawnKey(shard)];
      const [live, next, withdrawn] = await guarded(redis.mget(keys));
      for (const name of [live, next, withdrawn?.split(' ')[0]])
        if (typeof name === 'string') used.add(`rm:${shardTag(shard)}:${name}`);
    }),
  );
  return used;
}

async function* scanned(redis: Redis, prefix: string): AsyncGenerator<readonly string[]> {
  let cursor = '0';
  do {
    const [next, page] = await guarded(
      redis.scan(cursor, 'MATCH', `${escaped(prefix)}*`, 'COUNT', SCAN_COUNT),
    );
    yield page;
    cursor = next;
  } while (cursor !== '0');
}

/** Our names hold no glob letters but for those of a foreign id; these are taken as they are. */
const escaped = (text: string) => text.replace(/[*?[\]\\]/g, String.raw`\$&`);
