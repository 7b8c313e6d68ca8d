import type { Bout, Fault } from './harness/fault.mts';
import { redisCommand } from './harness/reading.mts';

const withinMs = 90_000;
/** Above what Redis uses when the fault begins. */
const roomBytes = 16_384;

/** Read models have no TTL and are not evicted: the projector pauses, lag rises, betting goes on. */
export const f30: Fault = {
  id: 'F30',
  name: 'Redis is out of memory',
  run: fill,
};

async function fill({ system, load, note, expect }: Bout): Promise<void> {
  const used = Number(/used_memory:(\d+)/.exec(await redisCommand(system, 'INFO', 'memory'))?.[1]);
  const evicted = async () =>
    Number(/evicted_keys:(\d+)/.exec(await redisCommand(system, 'INFO', 'stats'))?.[1]);
  const limit = async (bytes: string) => redisCommand(system, 'CONFIG', 'SET', 'maxmemory', bytes);
  const lasting = async () => (await redisCommand(system, 'KEYS', 'rm:*')).split(',').length;
  await limit(String(used + roomBytes));
  try {
    const lag = () => system.app('projector').metric('stakelog_projection_lag_records');
    const before = (await lag()) ?? 0;
    const rises = async () => ((await lag()) ?? 0) > before + 100;
    expect(await load.until(rises, withinMs), 'the lag rises');
    const keys = await lasting();
    expect(await load.progress(20), 'betting goes on');
    expect((await lasting()) >= keys, 'no key of a read model is evicted');
    note(`lag ${await lag()}, ${await evicted()} keys with a TTL evicted`);
  } finally {
    await limit('4gb');
  }
  const caughtUp = async () =>
    ((await system.app('projector').metric('stakelog_projection_lag_records')) ?? Infinity) < 100;
  expect(await load.until(caughtUp, withinMs), 'the projector catches up');
}
