import { limits } from '@stakelog/contracts';
import type { Redis } from 'ioredis';
import { unlinkGeneration } from './generations';
import {
  liveKey,
  notesChannel,
  positionKey,
  withdrawnKey,
  withdrawnPositionKey,
  type Shard,
} from './model-keys';
import { guarded } from './redis-error';

/**
 * Takes a generation out of service, if it is the one that is read. Its position goes away with it, so that
 * whoever writes it finds that Redis stands elsewhere.
 * KEYS 1 live pointer · 2 withdrawn pointer · 3 position · 4 withdrawn position
 * ARGV 1 generation · 2 withdrawn pointer's text · 3 channel · 4 note
 */
const withdrawScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[2])
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('RENAME', KEYS[3], KEYS[4]) end
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
`;

/**
 * Read models that differ from the log serve nobody: readers answer that they are being rebuilt, the projector
 * builds a new generation, and this one is kept for a look at it. False: another generation is live by now.
 */
export async function withdrawGeneration(
  redis: Redis,
  shard: Shard,
  generation: string,
  nowMs: number,
): Promise<boolean> {
  const keys = [
    liveKey(shard),
    withdrawnKey(shard),
    positionKey(shard, generation),
    withdrawnPositionKey(shard, generation),
  ];
  const note = JSON.stringify({ version: '', channels: [], withdrawn: shard });
  const args = [generation, `${generation} ${nowMs}`, notesChannel(shard), note];
  return (await guarded(redis.eval(withdrawScript, keys.length, ...keys, ...args))) === 1;
}

/** Removes generations that were withdrawn longer ago than they are kept. Returns how many keys they had. */
export async function removeWithdrawn(
  redis: Redis,
  shards: readonly Shard[],
  nowMs: number,
): Promise<number> {
  const pointers = await Promise.all(
    shards.map((shard) => guarded(redis.get(withdrawnKey(shard)))),
  );
  let removed = 0;
  for (const [index, shard] of shards.entries()) {
    const [generation, sinceMs] = (pointers[index] ?? '').split(' ');
    if (generation === undefined || generation === '') continue;
    if (nowMs - Number(sinceMs) < limits.withdrawnLifeMs) continue;
    removed += await unlinkGeneration(redis, shard, generation);
    await guarded(redis.del(withdrawnKey(shard)));
  }
  return removed;
}
