import type { Redis } from 'ioredis';
import { generationPrefix, shardTag, type Shard } from './model-keys';
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

/** Generations of a shard that have keys: those that are not pointed at are left over. */
export async function generationsOf(redis: Redis, shard: Shard): Promise<ReadonlySet<string>> {
  const prefix = `rm:${shardTag(shard)}:`;
  const names = new Set<string>();
  for await (const page of scanned(redis, prefix))
    for (const key of page) {
      const end = key.indexOf(':', prefix.length);
      if (end > 0) names.add(key.slice(prefix.length, end));
    }
  return names;
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
