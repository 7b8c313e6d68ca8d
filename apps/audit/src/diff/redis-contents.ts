import { generationKeys, readModelContents, type Redis, type Shard } from '@stakelog/redis';

/** What stands in Redis under every key of a generation, its position left out. */
export async function* redisContents(
  redis: Redis,
  shard: Shard,
  generation: string,
): AsyncGenerator<readonly [key: string, content: string]> {
  const seen = new Set(['pos']);
  for await (const page of generationKeys(redis, shard, generation)) {
    const keys = page.filter((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    const contents = await readModelContents(redis, shard, generation, keys);
    for (const [index, key] of keys.entries()) yield [key, contents[index] ?? ''];
  }
}
