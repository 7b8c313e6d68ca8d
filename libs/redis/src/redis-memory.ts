import type { Redis } from 'ioredis';
import { guarded } from './redis-error';

/** What Redis says of its memory. Without a limit it has used none of it. */
export type RedisMemory = { readonly usedRatio: number; readonly evictedKeys: number };

export async function redisMemory(redis: Redis): Promise<RedisMemory> {
  const [memory, stats] = await Promise.all([
    guarded(redis.info('memory')),
    guarded(redis.info('stats')),
  ]);
  const most = field(memory, 'maxmemory');
  return {
    usedRatio: most === 0 ? 0 : field(memory, 'used_memory') / most,
    evictedKeys: field(stats, 'evicted_keys'),
  };
}

const field = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
