import { describe, expect, test } from '@jest/globals';
import { goodLog } from '../testing/good-log';
import { codec, home } from '../testing/synthetic-log';
import { partitionStats } from './topic-stats';

describe('stats', () => {
  test('count records, bytes, epochs and batches', async () => {
    const { log } = goodLog();
    const records = log.records('bet.events', home);
    const found = await partitionStats({ log, codec }, 'bet.events', home);
    const types = Object.values(found.types);
    expect(types.reduce((sum, of) => sum + of.records, 0)).toBe(records.length);
    expect(types.reduce((sum, of) => sum + of.bytes, 0)).toBe(
      records.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + value.length, 0),
    );
    expect(found.types['BetSettled']?.records).toBe(4);
    expect(found.batches).toMatchObject({ epochs: 2, dropped: {} });
    expect(found.batches?.counted).toBe(found.types['InputsAdopted']?.records);
    expect(found).toMatchObject({ start: 0, end: records.length, lastAtMs: log.nowMs });
  });

  test('list what the fence drops by its reason', async () => {
    const { log } = goodLog();
    const first = codec.decode('bet.events', log.records('bet.events', home)[1]?.value ?? null);
    if (first.type !== 'InputsAdopted') throw new Error('the first batch stands behind its epoch');
    log.event({ ...first, batch: 9, records: 0 });
    const { batches } = await partitionStats({ log, codec }, 'bet.events', home);
    expect(batches?.dropped).toEqual({ lower_epoch: 1 });
  });

  test('of an empty partition are nothing', async () => {
    const { log } = goodLog();
    const found = await partitionStats({ log, codec }, 'bet.commands', (home + 1) % 12);
    expect(found).toMatchObject({ types: {}, firstAtMs: null, batches: null });
  });
});
