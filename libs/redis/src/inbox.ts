import { limits } from '@stakelog/contracts';
import type { Redis } from 'ioredis';
import { inboxKey } from './model-keys';
import { guarded } from './redis-error';

/**
 * Puts a notice into an account's inbox. The same notice has the same bytes, so putting it twice changes
 * nothing. The newest stay; all of it expires after `limits.inboxLifeMs` without news.
 */
export async function putIntoInbox(
  redis: Redis,
  account: string,
  atMs: number,
  notice: string,
): Promise<void> {
  const key = inboxKey(account);
  await guarded(
    redis
      .multi()
      .zadd(key, atMs, notice)
      .zremrangebyrank(key, 0, -(limits.inboxNoticesMax + 1))
      .pexpire(key, limits.inboxLifeMs)
      .exec(),
  );
}

/** Newest first. */
export async function readInbox(redis: Redis, account: string, count: number): Promise<string[]> {
  return guarded(redis.zrevrange(inboxKey(account), 0, count - 1));
}
