import { Redis } from 'ioredis';

/** The book of every market as readers see it now, taken from Redis as it stands, by market. */
export async function liveMarkets(redisUrl: string): Promise<ReadonlyMap<string, string>> {
  const redis = new Redis(redisUrl);
  const books = new Map<string, string>();
  try {
    for (const pointer of await redis.keys('rm:{o*}:live')) {
      const generation = (await redis.get(pointer)) ?? '';
      const prefix = pointer.replace(/live$/, `${generation}:market:`);
      const keys = await redis.keys(`${prefix}*`);
      const texts = keys.length === 0 ? [] : await redis.mget(keys);
      for (const [index, key] of keys.entries())
        books.set(key.slice(prefix.length), texts[index] ?? '');
    }
    return books;
  } finally {
    redis.disconnect();
  }
}
