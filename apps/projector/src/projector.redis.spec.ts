import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defined, limits } from '@stakelog/contracts';
import {
  closeRedis,
  isInTable,
  ModelReader,
  ModelStore,
  openRedis,
  redisMemory,
  removeWithdrawn,
  sweepGenerations,
  withdrawGeneration,
  type Read,
  type Shard,
} from '@stakelog/redis';
import { createLogger, Health, Metrics, systemClock } from '@stakelog/runtime';
import { prng } from '@stakelog/testing';
import { ProjectorMetrics } from './projector-metrics';
import { rebuildTopic, type RebuildStep } from './rebuild/rebuild-topic';
import { TopicProjector } from './shard/topic-projector';
import { MemoryTopic } from './testing/memory-topic';
import { randomBatch } from './testing/random-history';

const url = `${defined(process.env['REDIS_URL'], 'global set-up names a Redis')}/8`;
const redis = openRedis({ url, name: 'spec', away: 'wait' });
const reader = new ModelReader(redis);
const shard: Shard = { topic: 'bet.events', partition: 3 };
const living: (() => Promise<void>)[] = [];
let generations = 0;

beforeEach(async () => {
  await redis.flushdb();
});
afterEach(async () => {
  await Promise.all(living.splice(0).map((die) => die()));
});
afterAll(() => closeRedis(redis));

const faults: Error[] = [];

const memory = () => redisMemory(redis);

/** A projector of its own connection, started; `die` ends it between any two awaits. */
async function started(topic: MemoryTopic) {
  const metrics = new ProjectorMetrics(new Metrics('spec'), () => [], memory);
  const connection = openRedis({ url, name: 'projector', away: 'wait' });
  const projector = new TopicProjector(topic, [shard], {
    store: new ModelStore(connection),
    clock: systemClock,
    newGeneration: () => `g${generations++}`,
    logger: createLogger('spec', 'silent'),
    metrics,
    health: new Health().dependency('spec'),
    deliveredTo: async () => -1,
    sweep: (shards) => sweepGenerations(connection, shards),
    onError: (error) => faults.push(error),
  });
  await projector.start((_, slice) => projector.take(slice).catch(() => undefined));
  const die = async () => {
    connection.disconnect();
    await projector.close().catch(() => undefined);
  };
  living.push(die);
  return { projector, die };
}

function history(seed: number, batches = 120) {
  const random = prng(seed);
  const topic = new MemoryTopic(shard.partition);
  const grow = (count: number) => {
    for (let index = 0; index < count; index++)
      topic.append(`w${seed}`, randomBatch(random, shard.partition, topic.batches.length));
  };
  grow(batches);
  return { topic, grow, random };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const caughtUp = (topic: MemoryTopic) =>
  until(async () => {
    const read = await reader.position(shard);
    return read.status === 'read' && read.position.nextOffset === topic.end;
  });

/** What Redis shows once it has all of the log, and whether anything stands there that should not. */
async function shown(topic: MemoryTopic) {
  await caughtUp(topic);
  const { values, ranks, entries } = topic.fold();
  const read = await reader.values(shard, [...values.keys()]);
  const indexes: Record<string, unknown> = {};
  for (const { key: index } of ranks) {
    const range = { order: 'rising', from: '-inf', to: '+inf', limit: 1_000 } as const;
    indexes[index] = await reader.ranked(shard, { index, ...range }).then(valueOf);
  }
  const histories: Record<string, unknown> = {};
  for (const { key } of entries)
    histories[key] = await reader.history(shard, { history: key, limit: 10_000 }).then(valueOf);
  const strangers = (await redis.keys('*')).filter((key) => !isInTable(key));
  return { values: valueOf(read), indexes, histories, strangers };
}

/** I15: the fold of the log, and nothing else. */
function folded(topic: MemoryTopic) {
  const { values, ranks, entries } = topic.fold();
  const indexes: Record<string, { member: string; score: number }[]> = {};
  for (const { key, member, score } of ranks) {
    const index = (indexes[key] ??= []);
    if (score !== null) index.push({ member, score });
    index.sort((left, right) => left.score - right.score);
  }
  const histories: Record<string, object[]> = {};
  for (const { key, offset, entry } of entries) (histories[key] ??= []).unshift({ offset, entry });
  return { values: [...values.values()], indexes, histories, strangers: [] };
}

const valueOf = (read: Read<unknown>) => (read.status === 'read' ? read.value : read.status);

const noticesQueued = async () =>
  (await redis.xrange('q:{p3}:notify', '-', '+')).map(([, fields]) => Number(fields[1]));

describe.each([1, 2, 3])('seed %i', (seed) => {
  it('shows the fold of the log, while it grows', async () => {
    const { topic, grow } = history(seed);
    await started(topic);
    expect(await shown(topic)).toEqual(folded(topic));
    grow(40);
    expect(await shown(topic)).toEqual(folded(topic));
  });

  it('goes on where a dead projector stopped, wherever that was', async () => {
    const { topic, grow, random } = history(seed, 10);
    for (let deaths = 0; deaths < 8; deaths++) {
      const { die } = await started(topic);
      grow(20);
      for (let turns = random.below(40); turns > 0; turns--) await new Promise(setImmediate);
      await die();
    }
    await started(topic);
    expect(await shown(topic)).toEqual(folded(topic));
  });

  it('with two projectors at once writes everything once', async () => {
    const { topic, grow } = history(seed, 5);
    await Promise.all([started(topic), started(topic)]);
    for (let rounds = 0; rounds < 20; rounds++) {
      grow(5);
      await new Promise(setImmediate);
    }
    expect(await shown(topic)).toEqual(folded(topic));
  });

  it('starts over when Redis is emptied under load, and shows no half', async () => {
    const { topic, grow } = history(seed);
    await started(topic);
    await caughtUp(topic);
    const queued = Math.max(-1, ...(await noticesQueued()));
    await redis.flushdb();
    expect(await reader.position(shard)).toEqual({ status: 'rebuilding' });
    grow(40);
    expect(await shown(topic)).toEqual(folded(topic));
    expect(queued).toBeGreaterThan(0);
  });

  it('goes on from an old dump: data and position went back together', async () => {
    const { topic, grow } = history(seed, 40);
    const { die } = await started(topic);
    await caughtUp(topic);
    await die();
    const names = await redis.keys('*');
    const dump = await Promise.all(names.map((name) => redis.dumpBuffer(name)));
    await started(topic);
    grow(40);
    await caughtUp(topic);
    const restore = redis.multi().flushdb();
    names.forEach((name, index) => {
      const bytes = dump[index];
      if (bytes) restore.restore(name, 0, bytes);
    });
    await restore.exec();
    grow(5);
    expect(await shown(topic)).toEqual(folded(topic));
  });

  it('starts over when the log went back', async () => {
    const { topic, grow } = history(seed, 60);
    const { die } = await started(topic);
    await caughtUp(topic);
    await die();
    topic.cut(30);
    for (let batches = 0; batches < 40; batches++)
      topic.append('other', randomBatch(prng(seed + 100 + batches), 3, 30 + batches));
    grow(1);
    await started(topic);
    expect(await shown(topic)).toEqual(folded(topic));
  });

  it('builds another generation when its own is withdrawn, though nothing is appended', async () => {
    const { topic, grow } = history(seed);
    await started(topic);
    await caughtUp(topic);
    const drifted = defined(await redis.get('rm:{p3}:live'), 'a generation is live');
    const [key = ''] = await redis.keys(`rm:{p3}:${drifted}:wallet:*`);
    await redis.set(key, '{"available":1}');
    expect(await withdrawGeneration(redis, shard, 'another', 1_000)).toBe(false);
    expect(await withdrawGeneration(redis, shard, drifted, 1_000)).toBe(true);
    expect(await reader.position(shard)).toEqual({ status: 'rebuilding' });
    expect(await shown(topic)).toEqual(folded(topic));
    grow(20);
    expect(await shown(topic)).toEqual(folded(topic));
    expect(await redis.get(key)).toBe('{"available":1}');
    expect(await removeWithdrawn(redis, [shard], 1_000 + limits.withdrawnLifeMs - 1)).toBe(0);
    expect(await removeWithdrawn(redis, [shard], 1_000 + limits.withdrawnLifeMs)).toBeGreaterThan(
      1,
    );
    expect(await redis.keys(`rm:{p3}:${drifted}:*`)).toEqual([]);
    expect(await redis.get('rm:{p3}:withdrawn')).toBeNull();
    expect(await shown(topic)).toEqual(folded(topic));
  });

  it('is rebuilt beside the live one, equal, and tells nobody twice', async () => {
    const { topic, grow } = history(seed);
    const { projector } = await started(topic);
    await caughtUp(topic);
    const before = await redis.get('rm:{p3}:live');
    const steps: RebuildStep[] = [];
    const growing = setInterval(() => grow(1), 3);
    await rebuildTopic(redis, projector, (step) => steps.push(step));
    clearInterval(growing);
    expect(steps.at(-1)).toMatchObject({ step: 'swapped', equal: true, different: [] });
    expect(await redis.get('rm:{p3}:live')).not.toBe(before);
    expect(await shown(topic)).toEqual(folded(topic));
    const queued = await noticesQueued();
    expect(queued).toEqual(topic.fold().notices.map(({ offset }) => offset));
    expect(await redis.keys(`rm:{p3}:${before}:*`)).toEqual([]);
  });
});

it('hears of no fault in all of this', () => expect(faults).toEqual([]));
