import type { Redis } from 'ioredis';
import { generationPrefix, type Shard } from './model-keys';
import { guarded } from './redis-error';

/** What stands under keys of a generation, in one form whatever the type; undefined: nothing. */
export function readModelContents(
  redis: Redis,
  shard: Shard,
  generation: string,
  keys: readonly string[],
): Promise<(string | undefined)[]> {
  const prefix = generationPrefix(shard, generation);
  return Promise.all(keys.map((key) => contentOf(redis, prefix + key)));
}

async function contentOf(redis: Redis, key: string): Promise<string | undefined> {
  switch (await guarded(redis.type(key))) {
    case 'string':
      return (await guarded(redis.get(key))) ?? undefined;
    case 'zset':
      return JSON.stringify(pairs(await guarded(redis.zrange(key, '0', '-1', 'WITHSCORES'))));
    case 'stream':
      return entries(await guarded(redis.xrange(key, '-', '+')));
    case 'none':
      return undefined;
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
