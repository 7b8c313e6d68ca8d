import {
  insertBatch,
  migrate,
  openClickHouse,
  readMigrations,
  type ClickHouse,
} from '@stakelog/clickhouse';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import { systemClock, type Clock } from '@stakelog/runtime';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryTopic, turn } from '../testing/memory-topic';
import { clickHouseStore } from '../store/clickhouse-store';
import type { RecorderWatch } from './recording-parts';
import { giveUp } from './rewind';
import { TopicRecorder } from './topic-recorder';

jest.setTimeout(60_000);

class Killed extends Error {}

/** Dies at the n-th pass of a point, as a process would: nothing after it happens. */
function dyingAt(point: string, pass: number): RecorderWatch {
  let left = pass;
  return {
    ...calm,
    point: (name) => {
      if (name === point && --left === 0) throw new Killed();
    },
  };
}

const calm: RecorderWatch = {
  inserted: () => undefined,
  retrying: () => undefined,
  gathered: () => undefined,
  point: () => undefined,
  cut: () => undefined,
};

let path: string;
let clickhouse: ClickHouse;
let topic: MemoryTopic;
let instance = 0;

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'stakelog-recorder-'));
  clickhouse = await openClickHouse({ path });
  await migrate(clickhouse, await readMigrations('schemas/clickhouse'));
  topic = new MemoryTopic();
});

afterEach(async () => {
  await clickhouse.close();
  await rm(path, { recursive: true, force: true });
});

/** What a removal waits for is not what these specs are about. */
const hasty: Clock = { ...systemClock, sleep: async () => undefined };

const recorderWith = (watch: RecorderWatch = calm, writer = `writer-${(instance += 1)}`) =>
  new TopicRecorder({ store: clickHouseStore(clickhouse), clock: hasty, watch }, topic, {
    ordinal: 0,
    instances: 1,
    writer,
  });

const fail = (error: Error) => {
  throw error;
};

/** Records until everything that the topic holds is in, in one or more batches. */
async function recordAll(recorder: TopicRecorder): Promise<void> {
  for (;;) {
    await turn();
    await recorder.flush();
    const behind = topic.partitions.some(
      (log, partition) => recorder.recordedTo()[partition]?.recordedNext !== log.length,
    );
    if (!behind) return;
  }
}

async function started(watch: RecorderWatch = calm): Promise<TopicRecorder> {
  const recorder = recorderWith(watch);
  await recorder.start(topic.partitions.length, fail);
  return recorder;
}

/** What ClickHouse holds, as far as it must agree with the log. */
async function recorded() {
  const completeness = await clickhouse.rows(
    'SELECT partition, recorded, distinct_events, complete FROM v_completeness ORDER BY partition',
  );
  const facts = await clickhouse.rows<{ payload: string }>(
    'SELECT payload FROM facts ORDER BY partition, offset',
  );
  const [prices] = await clickhouse.rows<{ n: number; u: number }>(
    'SELECT count() AS n, uniqExact(partition, offset, outcome_id) AS u FROM prices',
  );
  return { completeness, facts: facts.map(({ payload }) => payload), prices };
}

/** The same of the log: every record once, in every table. */
function logged(): Awaited<ReturnType<typeof recorded>> {
  const completeness = topic.partitions.flatMap(({ length }, partition) =>
    length === 0 ? [] : [{ partition, recorded: length, distinct_events: length, complete: true }],
  );
  const records = topic.partitions.flat();
  const prices = records.reduce((sum, record) => sum + record.prices, 0);
  return { completeness, facts: records.map(({ text }) => text), prices: { n: prices, u: prices } };
}

describe('a topic', () => {
  it('is recorded once, over any number of starts', async () => {
    for (let round = 0; round < 3; round += 1) {
      topic.append(0, 50);
      topic.append(1, 20);
      const recorder = await started();
      await recordAll(recorder);
      await recorder.close();
    }
    expect(await recorded()).toEqual(logged());
  });

  it('goes on where it stood without reading from the beginning', async () => {
    topic.append(0, 10);
    const first = await started();
    await recordAll(first);
    await first.close();
    topic.append(0, 5);
    const second = await started();
    await recordAll(second);
    expect(second.recordedTo()[0]).toMatchObject({ recordedNext: 15, endNext: 15 });
    await second.close();
    expect(await recorded()).toEqual(logged());
  });
});

describe('a recorder that dies', () => {
  it.each<{ point: string; pass: number }>`
    point         | pass
    ${'intent'}   | ${1}
    ${'intent'}   | ${2}
    ${'inserted'} | ${1}
    ${'inserted'} | ${2}
    ${'inserted'} | ${3}
  `('at pass $pass of $point loses and doubles nothing', async ({ point, pass }) => {
    topic.append(0, 30);
    const dying = await started(dyingAt(point, pass));
    const death = (async () => {
      await recordAll(dying);
      topic.append(0, 30);
      topic.append(1, 7);
      await recordAll(dying);
    })();
    await expect(death).rejects.toThrow(Killed);
    await dying.close();
    topic.append(1, 11);
    const next = await started();
    await recordAll(next);
    await next.close();
    expect(await recorded()).toEqual(logged());
  });

  it('dies again while it completes what was left, and the third one does it', async () => {
    topic.append(0, 30);
    const dying = await started(dyingAt('intent', 1));
    await expect(recordAll(dying)).rejects.toThrow(Killed);
    await dying.close();
    // The second one only began: nothing of it is to be seen but what it completed.
    await (await started()).close();
    await (await started()).close();
    expect(await recorded()).toEqual(logged());
  });

  it('leaves a token behind without its rows: they are inserted all the same', async () => {
    topic.append(0, 30);
    const dying = await started(dyingAt('inserted', 1));
    await expect(recordAll(dying)).rejects.toThrow(Killed);
    await dying.close();
    // As if the part had not been written: the table still knows the token.
    await clickhouse.command('DELETE FROM facts WHERE partition = 0');
    await (await started()).close();
    expect(await recorded()).toEqual(logged());
  });

  it('leaves half of a range behind: it is made whole', async () => {
    topic.append(0, 30);
    const dying = await started(dyingAt('inserted', 2));
    await expect(recordAll(dying)).rejects.toThrow(Killed);
    await dying.close();
    await clickhouse.command('DELETE FROM prices WHERE partition = 0 AND offset > 13');
    await (await started()).close();
    expect(await recorded()).toEqual(logged());
  });
});

describe('two recorders of one ordinal', () => {
  it('do not both record a range: the first intent stands', async () => {
    topic.append(0, 30);
    const first = await started();
    const second = await started();
    await first.flush();
    const flushed = (async () => {
      while (!(await second.flush())) await turn();
    })();
    await expect(flushed).rejects.toThrow(/another recorder/);
    await second.close();
    await recordAll(first);
    await first.close();
    expect(await recorded()).toEqual(logged());
  });
});

describe('a log that went back', () => {
  it.each<{ kept: number }>`
    kept
    ${0}
    ${17}
    ${40}
  `('to $kept of 60 records and grew again is recorded as it is now', async ({ kept }) => {
    const recorder = await started();
    for (let batch = 0; batch < 3; batch += 1) {
      topic.append(0, 20);
      topic.append(1, 5);
      await recordAll(recorder);
    }
    await recorder.close();
    topic.partitions[0]?.splice(kept);
    for (let index = kept; index < 70; index += 1)
      topic.partitions[0]?.push({ text: `another ${index}`, prices: 3 });
    const cuts: number[] = [];
    const next = await started({ ...calm, cut: (_, partition) => cuts.push(partition) });
    await recordAll(next);
    await next.close();
    expect(cuts).toEqual([0]);
    expect(await recorded()).toEqual(logged());
    // The same again, with nothing to cut.
    await (await started({ ...calm, cut: () => fail(new Error('cut twice')) })).close();
    expect(await recorded()).toEqual(logged());
  });
});

describe('a recorder that sleeps while another one removes', () => {
  it('inserts nothing into what is recorded again, though its intent stood', async () => {
    const [intended, awake] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let nowMs = 0;
    const clock: Clock = { ...hasty, monotonicMs: () => nowMs };
    const store = clickHouseStore(clickhouse);
    const slow = {
      ...store,
      insert: async (...of: Parameters<typeof store.insert>) => {
        if (of[0] === 'intents') nowMs += limits.recorderStandingMs;
        await store.insert(...of);
        if (of[0] === 'intents') {
          intended.resolve();
          await awake.promise;
        }
      },
    };
    topic.append(0, 20);
    const sleeper = new TopicRecorder({ store: slow, clock, watch: calm }, topic, {
      ordinal: 0,
      instances: 1,
      writer: 'sleeper',
    });
    await sleeper.start(topic.partitions.length, fail);
    await turn();
    const flushed = sleeper.flush();
    await intended.promise;
    topic.partitions[0]?.splice(7);
    topic.append(0, 6);
    const next = await started();
    await recordAll(next);
    awake.resolve();
    await expect(flushed).rejects.toThrow(/another recorder/);
    await sleeper.close();
    topic.append(0, 2);
    await recordAll(next);
    await next.close();
    expect(await recorded()).toEqual(logged());
  });
});

describe('a partition that an operator gives up', () => {
  it('is recorded again from its beginning, and the others are left alone', async () => {
    const recorder = await started();
    topic.append(0, 20);
    topic.append(1, 5);
    await recordAll(recorder);
    await recorder.close();
    await clickhouse.command('DELETE FROM facts WHERE partition = 0 AND offset = 3');
    await clickhouse.command('DELETE FROM prices WHERE partition = 0 AND offset = 4');
    const parts = { store: clickHouseStore(clickhouse), clock: systemClock };
    const by = { owner: '0/1', writer: 'operator' };
    await giveUp(parts, topic.topic, 0, by);
    const cuts: number[] = [];
    const next = await started({ ...calm, cut: (_, partition) => cuts.push(partition) });
    topic.append(0, 2);
    await recordAll(next);
    await next.close();
    expect(cuts).toEqual([0]);
    expect(await recorded()).toEqual(logged());
    await (await started({ ...calm, cut: () => fail(new Error('cut twice')) })).close();
    expect(await recorded()).toEqual(logged());
  });
});

describe('the ledger of intents', () => {
  it('names the first of two that were inserted for one number', async () => {
    topic.append(0, 3);
    const recorder = recorderWith(calm, 'me');
    await recorder.start(topic.partitions.length, fail);
    const other = { topic: 'odds.events', generation: 1, owner: '0/1', batch: 1, partition: 0 };
    const range = { from_offset: 0, to_offset: 1, records: 1, writer: 'other' };
    const row = { ...other, ...range, position_before: 'null', position_after: '{"nextOffset":1}' };
    await insertBatch(clickhouse, 'intents', [row], { token: 'intents/odds.events/1/0/1/1' });
    const flushed = (async () => {
      while (!(await recorder.flush())) await turn();
    })();
    await expect(flushed).rejects.toThrow(/another recorder/);
    await recorder.close();
  });
});
