import { defined, type ModelChanges } from '@stakelog/contracts';
import { memoryConnection, MemoryRedis, prng, type Prng } from '@stakelog/testing';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { closeRedis, openRedis, type Redis } from './connection';
import type { Shard } from './model-keys';
import { ModelStore, noChanges } from './model-store';
import { NoticeQueue } from './notice-queue';

const url = `${defined(process.env['REDIS_URL'], 'global set-up names a Redis')}/6`;
const real = openRedis({ url, name: 'spec', away: 'wait' });
const shard: Shard = { topic: 'bet.events', partition: 3 };

beforeEach(async () => {
  await real.flushdb();
});
afterAll(() => closeRedis(real));

const pick = (random: Prng, ...from: readonly string[]) => from[random.below(from.length)] ?? '';

/** Some changes around an offset; now and then one that Redis refuses, because its id is too low. */
function someChanges(random: Prng, offset: number): ModelChanges {
  const times = (most = 3) => Array.from({ length: random.below(most) }, (_, index) => index);
  return {
    ...noChanges,
    values: new Map(times().map((n) => [`bet:${n}`, { offset, n }])),
    ranks: times().map((n) => {
      const key = pick(random, 'bets:a:OPEN', 'bets:a:ALL');
      return { key, member: `m${random.below(4)}`, score: random.percent(30) ? null : offset - n };
    }),
    entries: times(4).map((n) => {
      const late = random.percent(3) ? 50 : 0;
      const key = pick(random, 'events:a', 'events:a', 'events:b');
      const at = Math.max(0, offset - late) + n;
      return { key, offset: at, entry: { offset, n }, entriesMax: 4 };
    }),
    notices: times().map((n) => ({ offset: offset - 1 + n, notice: { offset, n } })),
  };
}

/** One random life of a shard: what every call answered, and what is left. */
async function life(redis: Redis, seed: number): Promise<readonly unknown[]> {
  const random = prng(seed);
  const store = new ModelStore(redis);
  const queue = new NoticeQueue(redis, 'worker');
  const told: unknown[] = [];
  const positions = [''];
  for (let step = 0; step < 60; step++) {
    const offset = 3 * step;
    const generation = pick(random, 'a', 'a', 'b');
    const from = random.percent(60) ? (positions.at(-1) ?? '') : pick(random, ...positions);
    const to = JSON.stringify({ nextOffset: offset, by: random.below(3) });
    const changes = someChanges(random, offset);
    const slice = { shard, generation, from, to, lastOffset: offset - 1, changes };
    const applied = await store.apply(slice).catch((error: unknown) => String(error).slice(0, 60));
    if (typeof applied === 'object' && applied.status === 'applied') positions.push(to);
    told.push(applied);
    if (random.percent(10)) told.push(await store.point(shard, generation, to));
    if (random.percent(5)) await store.queueFrom(shard, offset - 4);
    if (random.percent(10)) for (const item of await queue.take(shard, 2)) await queue.done(item);
    if (random.percent(2)) await redis.flushdb();
  }
  return [...told, ...(await contents(redis))];
}

async function contents(redis: Redis): Promise<readonly unknown[]> {
  const keys = (await redis.keys('*')).toSorted();
  return Promise.all(
    keys.map(async (key) => {
      switch (await redis.type(key)) {
        case 'string':
          return [key, await redis.get(key)];
        case 'zset':
          return [key, await redis.zrange(key, '0', '-1', 'WITHSCORES')];
        default: {
          // The ids of a queue are times; those of a history are offsets.
          const rows = await redis.xrange(key, '-', '+');
          return [key, key.startsWith('q:') ? rows.map(([, fields]) => fields) : rows];
        }
      }
    }),
  );
}

it.each(Array.from({ length: 40 }, (_, index) => 1_000 + index))(
  'the script and its twin answer alike and leave the same behind (seed %i)',
  async (seed) => {
    const twin = memoryConnection(new MemoryRedis()) as Redis;
    expect(await life(twin, seed)).toEqual(await life(real, seed));
  },
);

it('the twin of a full Redis writes nothing, and a dump comes back whole', async () => {
  const server = new MemoryRedis();
  const store = new ModelStore(memoryConnection(server) as Redis);
  const start = { shard, generation: 'a', from: '', lastOffset: -1, changes: noChanges };
  await store.apply({ ...start, to: 'one' });
  const dump = server.dump();
  server.full = true;
  await expect(store.apply({ ...start, from: 'one', to: 'two' })).rejects.toMatchObject({
    code: 'full',
  });
  server.full = false;
  await store.apply({ ...start, from: 'one', to: 'two' });
  server.restore(dump);
  expect((await store.read(shard, 'a', [])).position).toBe('one');
});
