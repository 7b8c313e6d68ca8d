import { afterAll, expect, it } from '@jest/globals';
import { defined } from '@stakelog/contracts';
import { closeRedis, openRedis } from './connection';
import { failedKey, noticesKey, type Shard } from './model-keys';
import { NoticeQueue } from './notice-queue';
import { redisMemory } from './redis-memory';

const url = `${defined(process.env['REDIS_URL'], 'global set-up names a Redis')}/11`;
const redis = openRedis({ url, name: 'alarms-spec', away: 'wait' });
const shard: Shard = { topic: 'bet.events', partition: 7 };

afterAll(async () => {
  await redis.del(noticesKey(shard), failedKey(shard));
  await closeRedis(redis);
});

it('tells how much of its memory is used, and that nothing was evicted', async () => {
  const { usedRatio, evictedKeys } = await redisMemory(redis);
  expect(usedRatio).toBeGreaterThan(0);
  expect(usedRatio).toBeLessThan(1);
  expect(evictedKeys).toBe(0);
});

it('tells how many notices wait, since when, and how many were given up', async () => {
  const queue = new NoticeQueue(redis, 'alarms');
  expect(await queue.backlog(shard)).toEqual({ pending: 0, oldestAtMs: undefined, dead: 0 });
  await redis.xadd(noticesKey(shard), '1700000000000-0', 'offset', 1, 'notice', '{}');
  await redis.xadd(noticesKey(shard), '1700000005000-0', 'offset', 2, 'notice', '{}');
  await redis.xadd(failedKey(shard), '*', 'offset', 0, 'notice', '{}');
  expect(await queue.backlog(shard)).toEqual({
    pending: 2,
    oldestAtMs: 1_700_000_000_000,
    dead: 1,
  });
});
