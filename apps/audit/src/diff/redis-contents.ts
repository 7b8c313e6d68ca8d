import { generationKeys, type Redis, type Shard } from '@stakelog/redis';

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
    const contents = await Promise.all(
      keys.map((key) => contentOf(redis, `rm:${tag(shard)}:${generation}:${key}`)),
    );
    for (const [index, key] of keys.entries()) yield [key, contents[index] ?? ''];
  }
}

const tag = ({ topic, partition }: Shard) => `{${topic === 'bet.events' ? 'p' : 'o'}${partition}}`;

async function contentOf(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'zset':
      return JSON.stringify(pairs(await redis.zrange(key, '0', '-1', 'WITHSCORES')));
    case 'stream':
      return entries(await redis.xrange(key, '-', '+'));
    default:
      return '';
  }
}

function pairs(reply: readonly unknown[]): readonly (readonly [string, number])[] {
  const flat = reply.flat().map(String);
  return flat.flatMap((member, index) =>
    index % 2 === 0 ? [[member, Number(flat[index + 1])] as const] : [],
  );
}

/** The entry's own JSON text is kept, so that equal means equal bytes. */
function entries(reply: readonly (readonly [string, readonly string[]])[]): string {
  const texts = reply.map(([id, [, text]]) => `[${id.split('-')[0]},${text}]`);
  return `[${texts.join(',')}]`;
}
