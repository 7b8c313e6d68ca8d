import { defined } from '@stakelog/contracts';
import { foldEvents, foldFacts, workingSet, type PlacedEvent } from '@stakelog/projections';
import {
  betShards,
  closeRedis,
  ModelStore,
  oddsShards,
  openRedis,
  type Shard,
} from '@stakelog/redis';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { goodLog } from '../testing/good-log';
import { codec, home, type SyntheticLog } from '../testing/synthetic-log';
import { endsOf } from '../log/recorded-log';
import { FactsTape } from '../walk/facts-tape';
import { countedBatches } from './counted-batches';
import { diffRedis } from './diff-redis';

const url = `${defined(process.env['REDIS_URL'], 'global set-up names a Redis')}/11`;
const redis = openRedis({ url, name: 'spec', away: 'wait' });
const store = new ModelStore(redis);
const at = (nextOffset: number) => JSON.stringify({ nextOffset });
const { log } = goodLog();

/** Puts a log into Redis as the projector does: one slice for each partition. */
async function project(source: SyntheticLog): Promise<void> {
  for (const shard of [...betShards, ...oddsShards]) {
    const end = source.records(shard.topic, shard.partition).length;
    const changes = await changesOf(source, shard, end);
    await store.begin(shard, 'g', at(0));
    const slice = {
      shard,
      generation: 'g',
      from: at(0),
      to: at(end),
      lastOffset: end - 1,
      changes,
    };
    await store.apply(slice);
    await store.point(shard, 'g', at(end));
  }
}

async function changesOf(source: SyntheticLog, { topic, partition }: Shard, end: number) {
  const working = workingSet(new Map());
  if (topic === 'bet.events') {
    for await (const { opening, records } of countedBatches(
      { log: source, codec },
      partition,
      end,
    )) {
      const { decidedAtMs } = opening;
      const placed: PlacedEvent[] = records.map(({ offset, eventId, event }) => ({
        partition,
        offset,
        eventId,
        decidedAtMs,
        event,
      }));
      foldEvents(working, placed);
    }
    return working.changes();
  }
  const tape = await FactsTape.open(source, codec, await endsOf(source, 'odds.events'));
  for await (const facts of tape.facts(partition))
    for (const { offset, key, ...judged } of facts)
      if (judged.verdict === 'apply')
        foldFacts(working, [{ partition, offset, key, fact: judged.fact }]);
  return working.changes();
}

const found = () => diffRedis({ log, codec }, redis);

beforeEach(async () => {
  await redis.flushdb();
  await project(log);
});
afterAll(() => closeRedis(redis));

test('read models that hold the fold are equal', async () => {
  const { differences, compared, behind } = await found();
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(5);
  expect(behind).toBe(0);
});

const keyOf = async (pattern: string) =>
  defined((await redis.keys(pattern))[0], 'the key is there');

test('a balance that is wrong by one is named with the record that made it', async () => {
  const wallet = await keyOf(`rm:{p${home}}:g:wallet:*`);
  const text = defined(await redis.get(wallet), 'a wallet is stored');
  await redis.set(wallet, text.replace(/"cash":(\d+)/, '"cash":1$1'));
  const { differences } = await found();
  expect(differences).toHaveLength(1);
  expect(differences[0]?.where).toContain('wallet:');
  expect(differences[0]?.at).toMatch(new RegExp(`^b${home}:\\d+$`));
});

test('a bet that is missing, one too many, and an index that lost a member', async () => {
  const bet = await keyOf(`rm:{p${home}}:g:bet:*`);
  await redis.rename(bet, `${bet}9`);
  const index = await keyOf(`rm:{p${home}}:g:bets:*:ALL`);
  await redis.zpopmin(index);
  const { differences } = await found();
  expect(differences).toHaveLength(3);
});

test('a position beyond the log is named', async () => {
  await redis.set(`rm:{p${home}}:g:pos`, at(10_000));
  const { differences } = await found();
  expect(differences[0]?.where).toContain('position of bet.events');
});

test('models that nobody can read are missing', async () => {
  await redis.del(`rm:{p${home}}:live`);
  expect((await found()).differences).toHaveLength(1);
});
