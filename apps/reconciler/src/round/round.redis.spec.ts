import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { defined } from '@stakelog/contracts';
import { walletKey, workingSet, foldEvents } from '@stakelog/projections';
import {
  betShards,
  closeRedis,
  isInTable,
  ModelReader,
  ModelStore,
  oddsShards,
  openRedis,
} from '@stakelog/redis';
import { systemClock } from '@stakelog/runtime';
import { sampleEvents } from '@stakelog/testing';
import { redisCopy } from '../copies/redis-copy';
import { LogFold } from '../fold/log-fold';
import { codec, CopiesInMemory } from '../testing/copies-in-memory';
import { Round } from './round';

const url = `${defined(process.env['REDIS_URL'], 'global set-up names a Redis')}/12`;
const redis = openRedis({ url, name: 'spec', away: 'wait' });
const store = new ModelStore(redis);
const reader = new ModelReader(redis);
const { accepted, account, deposited, opened } = sampleEvents;
const shard = defined(betShards[3], 'a shard');

beforeEach(() => redis.flushdb());
afterAll(() => closeRedis(redis));

/** Stands in for the projector: a generation of its own, up to the end of the log. */
async function project(copies: CopiesInMemory, generation: string): Promise<void> {
  for (const of of betShards) {
    const working = workingSet(new Map());
    for (const { partition, opening, records } of copies.batches(of.partition)) {
      const { decidedAtMs } = opening;
      const placed = records.map((record) => ({ ...record, partition, decidedAtMs }));
      foldEvents(working, placed);
    }
    const to = copies.position(of.partition);
    const { nextOffset } = JSON.parse(to) as { nextOffset: number };
    await store.begin(of, generation, 'start');
    const changes = working.changes();
    const lastOffset = nextOffset - 1;
    await store.apply({ shard: of, generation, from: 'start', to, lastOffset, changes });
    await store.point(of, generation, to);
  }
  for (const of of oddsShards) {
    const beginning = JSON.stringify({ nextOffset: 0, crc: 0 });
    await store.begin(of, generation, beginning);
    await store.point(of, generation, beginning);
  }
}

it('takes a drifted generation of Redis out of service, and believes the next one', async () => {
  const copies = new CopiesInMemory();
  await copies.decide(3, opened, deposited);
  await copies.decide(3, accepted);
  await project(copies, 'g1');
  const fold = new LogFold(copies.log, codec, () => undefined);
  const parts = { log: copies.log, codec, fold, sql: undefined, commandPartitions: 12 };
  const round = new Round({ ...parts, redis: redisCopy(redis, systemClock), withdraws: true });
  expect(await round.once()).toMatchObject({ verdict: 'CONSERVED' });
  expect(await round.once()).toMatchObject({ verdict: 'CONSERVED', suspected: 0 });

  const key = `rm:{p3}:g1:${walletKey(account)}`;
  const right = defined(await redis.get(key), 'a wallet');
  await redis.set(key, right.replace('"cash":4000', '"cash":4001'));
  expect(await round.once()).toMatchObject({ withdrawn: [], suspected: 1 });
  const drifted = await round.once();
  expect(drifted).toMatchObject({ verdict: 'DRIFTED', withdrawn: ['bet.events/3/g1'] });
  expect(drifted.confirmed).toMatchObject([{ where: key, expected: right }]);
  expect(await reader.position(shard)).toEqual({ status: 'rebuilding' });
  expect((await reader.position(defined(betShards[4], 'a shard'))).status).toBe('read');

  await project(copies, 'g2');
  expect((await reader.position(shard)).status).toBe('read');
  expect(await round.once()).toMatchObject({ verdict: 'CONSERVED', suspected: 0 });
  expect(await redis.get(key)).toContain('4001');
  expect((await redis.keys('*')).filter((name) => !isInTable(name))).toEqual([]);
  await fold.close();
});
