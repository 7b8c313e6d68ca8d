import { defined, type ModelChanges } from '@stakelog/contracts';
import { memoryConnection, MemoryRedis } from '@stakelog/testing';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { compareGenerations } from './compare-generations';
import { closeRedis, openRedis, type Redis } from './connection';
import { sweepGenerations, unlinkGeneration } from './generations';
import { isInTable } from './key-table';
import type { Shard } from './model-keys';
import { ModelReader } from './model-reader';
import { ModelStore, noChanges, type Slice } from './model-store';

const url = `${defined(process.env['REDIS_URL'], 'global set-up names a Redis')}/7`;
const server = new MemoryRedis();
const kinds = [
  { name: 'Redis', connect: () => openRedis({ url, name: 'spec', away: 'wait' }) },
  // The twin speaks as ioredis does, as far as this project asks.
  { name: 'its twin', connect: () => memoryConnection(server) as Redis },
];
const shard: Shard = { topic: 'bet.events', partition: 3 };
const at = (nextOffset: number) => JSON.stringify({ nextOffset });

const changes = (parts: Partial<ModelChanges>): ModelChanges => ({ ...noChanges, ...parts });
const bet = (id: string, value: object) => changes({ values: new Map([[`bet:${id}`, value]]) });

const slice = (from: number, to: number, made: ModelChanges, generation = 'a'): Slice => ({
  shard,
  generation,
  from: at(from),
  to: at(to),
  lastOffset: to - 1,
  changes: made,
});

const told = (offset: number) => changes({ notices: [{ offset, notice: { offset } }] });

describe.each(kinds)('the models in $name', ({ connect }) => {
  const redis = connect();
  const store = new ModelStore(redis);

  async function givenLive(generation = 'a') {
    await store.begin(shard, generation, at(0));
    await store.point(shard, generation, at(0));
  }

  const allKeys = () => redis.keys('*');

  beforeEach(async () => {
    await redis.flushdb();
  });
  afterAll(() => closeRedis(redis));

  describe('a slice', () => {
    it('writes data and position together', async () => {
      await givenLive();
      await expect(store.apply(slice(0, 5, bet('x', { n: 1 })))).resolves.toEqual({
        status: 'applied',
        position: at(5),
      });
      const read = await store.read(shard, 'a', ['bet:x', 'bet:y']);
      expect(read).toEqual({ position: at(5), values: new Map([['bet:x', { n: 1 }]]) });
    });

    it('is applied once, also when it is sent again after a broken connection', async () => {
      await givenLive();
      const add = changes({ entries: [{ key: 'events:a', offset: 4, entry: {}, entriesMax: 9 }] });
      await store.apply(slice(0, 5, add));
      expect((await store.apply(slice(0, 5, add))).status).toBe('applied');
      expect(await redis.xlen('rm:{p3}:a:events:a')).toBe(1);
    });

    it.each<{ because: string; from: string }>([
      { because: 'begins behind the stored position', from: at(3) },
      { because: 'begins beyond it', from: at(9) },
      {
        because: 'comes from another fence at the same offset',
        from: '{"nextOffset":5,"epoch":2}',
      },
      { because: 'believes in an empty generation', from: '' },
    ])('that $because writes nothing', async ({ from }) => {
      await givenLive();
      await store.apply(slice(0, 5, bet('x', { n: 1 })));
      const stale = { ...slice(0, 12, bet('x', { n: 2 })), from };
      expect(await store.apply(stale)).toEqual({ status: 'moved', position: at(5) });
      expect((await store.read(shard, 'a', ['bet:x'])).values.get('bet:x')).toEqual({ n: 1 });
    });

    it('finds an emptied Redis and writes nothing', async () => {
      await givenLive();
      await redis.flushdb();
      expect(await store.apply(slice(0, 5, bet('x', {})))).toEqual({
        status: 'moved',
        position: '',
      });
      expect(await allKeys()).toEqual([]);
    });

    it('of two writers counts once', async () => {
      await givenLive();
      const outcomes = await Promise.all([
        store.apply(slice(0, 5, bet('x', { by: 'one' }))),
        store.apply({ ...slice(0, 6, bet('x', { by: 'two' })) }),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['applied', 'moved']);
    });

    it('that meets a foreign value takes the position away: the generation is broken', async () => {
      await givenLive();
      await redis.lpush('rm:{p3}:a:bets:a:ALL', 'foreign');
      const made = changes({
        values: new Map([['bet:x', {}]]),
        ranks: [{ key: 'bets:a:ALL', member: 'x', score: 1 }],
      });
      await expect(store.apply(slice(0, 5, made))).rejects.toMatchObject({ recover: 'rebuild' });
      expect((await store.read(shard, 'a', [])).position).toBe('');
      expect((await new ModelReader(redis).value(shard, 'bet:x')).status).toBe('rebuilding');
    });

    it('keeps histories bounded and indexes in order', async () => {
      await givenLive();
      const entries = [1, 2, 3, 4].map((offset) => ({
        key: 'events:a',
        offset,
        entry: { offset },
        entriesMax: 3,
      }));
      const ranks = [
        { key: 'bets:a:ALL', member: 'late', score: 4 },
        { key: 'bets:a:ALL', member: 'early', score: 2 },
        { key: 'bets:a:OPEN', member: 'gone', score: 1 },
        { key: 'bets:a:OPEN', member: 'gone', score: null },
      ];
      await store.apply(slice(0, 5, changes({ entries, ranks })));
      const reader = new ModelReader(redis);
      const past = await reader.history(shard, { history: 'events:a', before: 4, limit: 9 });
      expect(past).toMatchObject({ value: [{ offset: 3 }, { offset: 2 }] });
      const range = { order: 'falling', from: '-inf', to: '+inf', limit: 9 } as const;
      const all = await reader.ranked(shard, { index: 'bets:a:ALL', ...range });
      expect(all).toMatchObject({ value: [{ member: 'late', score: 4 }, { member: 'early' }] });
      expect(await reader.ranked(shard, { index: 'bets:a:OPEN', ...range })).toMatchObject({
        value: [],
      });
    });
  });

  describe('notices', () => {
    it('are queued once, whatever is rebuilt', async () => {
      await store.queueFrom(shard, -1);
      await givenLive();
      await store.apply(slice(0, 5, told(4)));
      await store.begin(shard, 'b', at(0));
      await store.apply(slice(0, 5, told(4), 'b'));
      expect(await redis.xlen('q:{p3}:notify')).toBe(1);
    });

    it('of the past are not queued after Redis was lost', async () => {
      await store.queueFrom(shard, 4);
      await givenLive();
      await store.apply(slice(0, 5, told(4)));
      await store.apply(slice(5, 9, told(8)));
      expect(await redis.xrange('q:{p3}:notify', '-', '+')).toMatchObject([
        [expect.any(String), ['offset', '8', 'notice', '{"offset":8}']],
      ]);
    });
  });

  describe('a reader', () => {
    it('says that a generation is being built until one is pointed at', async () => {
      const reader = new ModelReader(redis);
      await store.begin(shard, 'a', at(0));
      await store.apply(slice(0, 5, bet('x', {})));
      expect(await reader.value(shard, 'bet:x')).toEqual({ status: 'rebuilding' });
      await store.point(shard, 'a', at(5));
      expect(await reader.value(shard, 'bet:x')).toMatchObject({ status: 'read', asOf: 'b3:4' });
    });

    it('follows the pointer to another generation, in the same call', async () => {
      await givenLive();
      await store.apply(slice(0, 5, bet('x', { of: 'a' })));
      const reader = new ModelReader(redis);
      await reader.value(shard, 'bet:x');
      await store.begin(shard, 'b', at(0));
      await store.apply(slice(0, 5, bet('x', { of: 'b' }), 'b'));
      expect(await store.point(shard, 'b', at(4))).toBe(false);
      expect(await store.point(shard, 'b', at(5))).toBe(true);
      await unlinkGeneration(redis, shard, 'a');
      expect(await reader.value(shard, 'bet:x')).toMatchObject({ value: { of: 'b' } });
    });

    it('with a position waits for it, and then says that the model is behind', async () => {
      await givenLive();
      const reader = new ModelReader(redis);
      const after = { ...shard, offset: 4 };
      expect(await reader.value(shard, 'bet:x', { after, waitMs: 5 })).toEqual({
        status: 'behind',
      });
      const waiting = reader.value(shard, 'bet:x', { after, waitMs: 2_000 });
      await store.apply(slice(0, 5, bet('x', { n: 1 })));
      expect(await waiting).toMatchObject({ status: 'read', value: { n: 1 }, asOf: 'b3:4' });
    });

    it('finds a market by its id, whatever its partition', async () => {
      for (let partition = 0; partition < 6; partition++) {
        const odds: Shard = { topic: 'odds.events', partition };
        await store.begin(odds, 'a', at(0));
        await store.point(odds, 'a', at(0));
        if (partition !== 4) continue;
        const values = new Map([['market:m', { m: 1 }]]);
        await store.apply({ ...slice(0, 5, changes({ values })), shard: odds });
      }
      const reader = new ModelReader(redis);
      for (let times = 0; times < 2; times++)
        expect(await reader.find('market:m')).toMatchObject({ value: { m: 1 }, asOf: 'o4:4' });
      expect(await reader.find('market:none')).toMatchObject({ status: 'read', value: undefined });
    });
  });

  it('compares generations by content and names what differs', async () => {
    for (const generation of ['a', 'b']) {
      await store.begin(shard, generation, at(0));
      const ranks = [{ key: 'bets:a:ALL', member: 'x', score: 4 }];
      await store.apply(
        slice(0, 5, changes({ values: new Map([['bet:x', {}]]), ranks }), generation),
      );
    }
    expect(await compareGenerations(redis, shard, 'a', 'b')).toEqual({
      keys: 3,
      equal: true,
      different: [],
    });
    await redis.set('rm:{p3}:b:bet:x', '{"n":2}');
    await redis.del('rm:{p3}:a:bets:a:ALL');
    const { equal, different } = await compareGenerations(redis, shard, 'a', 'b');
    expect({ equal, different: different.toSorted() }).toEqual({
      equal: false,
      different: ['bet:x', 'bets:a:ALL'],
    });
  });

  it('sweeps what dead rebuilds left, and nothing that is read or being built', async () => {
    await givenLive();
    await store.begin(shard, 'dead', at(0));
    await store.apply(slice(0, 5, bet('x', {}), 'dead'));
    await store.begin(shard, 'b', at(0));
    await redis.set('foreign', 'kept');
    expect(await sweepGenerations(redis, [shard])).toBe(2);
    expect((await allKeys()).toSorted()).toEqual([
      'foreign',
      'rm:{p3}:a:pos',
      'rm:{p3}:b:pos',
      'rm:{p3}:live',
      'rm:{p3}:next',
    ]);
  });

  it('publishes what changed in the live generation, and nothing of one that is being built', async () => {
    const hearing = connect();
    const heard: string[] = [];
    hearing.on('message', (_, note) => heard.push(note));
    await hearing.subscribe('notes:{p3}');
    const touched = changes({ channels: new Set(['wallet:a']) });
    await givenLive();
    await store.begin(shard, 'b', at(0));
    await store.apply(slice(0, 5, touched, 'b'));
    await store.apply(slice(0, 5, touched));
    const deadline = performance.now() + 2_000;
    while (heard.length === 0 && performance.now() < deadline) await new Promise(setImmediate);
    expect(heard).toEqual(['{"version":"b3:4","channels":["wallet:a"]}']);
    await closeRedis(hearing);
  });

  it('puts every key where the key table says', async () => {
    await givenLive();
    await store.queueFrom(shard, 0);
    await store.apply(
      slice(0, 5, {
        ...bet('x', {}),
        ranks: [{ key: 'bets:a:ALL', member: 'x', score: 1 }],
        entries: [{ key: 'entries:a', offset: 4, entry: {}, entriesMax: 3 }],
        notices: [{ offset: 4, notice: {} }],
      }),
    );
    expect((await allKeys()).filter((key) => !isInTable(key))).toEqual([]);
  });
});
