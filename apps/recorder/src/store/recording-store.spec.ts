import { migrate, openClickHouse, readMigrations } from '@stakelog/clickhouse';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryTables, memoryStore } from '../testing/memory-store';
import { clickHouseStore } from './clickhouse-store';
import type { IntentRow, RecordingStore } from './recording-store';

jest.setTimeout(60_000);

/** So many tokens are remembered by the tables of the suite. */
const WINDOW = 4;

type Opened = { readonly store: RecordingStore; close(): Promise<void> };

async function embedded(): Promise<Opened> {
  const path = await mkdtemp(join(tmpdir(), 'stakelog-store-'));
  const clickhouse = await openClickHouse({ path });
  await migrate(clickhouse, await readMigrations('schemas/clickhouse'));
  const setting = `non_replicated_deduplication_window = ${WINDOW}`;
  await clickhouse.command(`ALTER TABLE facts MODIFY SETTING ${setting}`);
  const close = async () => {
    await clickhouse.close();
    await rm(path, { recursive: true, force: true });
  };
  return { store: clickHouseStore(clickhouse), close };
}

const inMemory = async (): Promise<Opened> => ({
  store: memoryStore(new MemoryTables(WINDOW)),
  close: async () => undefined,
});

const at = '2026-01-02 03:04:05.678';

const fact = (partition: number, offset: number) => ({
  partition,
  offset,
  event_id: `o${partition}:${offset}`,
  appended_at: at,
  verdict: 'apply',
  type: 'OddsChanged',
  payload: '{}',
  source_at: at,
  received_at: at,
});

const chain = (generation: number, owner = '0/1') =>
  ({ topic: 'odds.events', generation, owner }) as const;

const intent = (of: Partial<IntentRow>): IntentRow => ({
  ...chain(1),
  batch: 1,
  partition: 0,
  from_offset: 0,
  to_offset: 5,
  records: 5,
  position_before: 'null',
  position_after: '{"nextOffset":5}',
  content_hash: 'h',
  writer: 'w',
  intended_at: at,
  ...of,
});

const told = (found: readonly IntentRow[]) =>
  found.map(({ generation, owner, batch, partition }) => [generation, owner, batch, partition]);

describe.each([
  { name: 'ClickHouse', open: embedded },
  { name: 'its twin', open: inMemory },
])('the recording store in $name', ({ open }) => {
  let opened: Opened;
  let store: RecordingStore;

  beforeEach(async () => {
    opened = await open();
    ({ store } = opened);
  });
  afterEach(() => opened.close());

  const all = (partition: number) => store.count('facts', [{ partition, fromOffset: 0 }]);

  it('inserts a block once, whatever it holds, as long as its token is remembered', async () => {
    await store.insert('facts', [fact(0, 1), fact(0, 2)], 'one');
    await store.insert('facts', [fact(0, 1), fact(0, 2)], 'one');
    await store.insert('facts', [fact(0, 3)], 'one');
    expect(await all(0)).toBe(2);
    await store.insert('facts', [fact(0, 3)], 'two');
    expect(await all(0)).toBe(3);
  });

  it('remembers a token whose rows were removed', async () => {
    await store.insert('facts', [fact(0, 1)], 'one');
    await store.remove('facts', [{ partition: 0, fromOffset: 0 }]);
    await store.insert('facts', [fact(0, 1)], 'one');
    expect(await all(0)).toBe(0);
  });

  it('forgets a token behind its window', async () => {
    await store.insert('facts', [fact(0, 0)], 'one');
    for (let offset = 1; offset <= WINDOW; offset++)
      await store.insert('facts', [fact(1, offset)], `other-${offset}`);
    await store.insert('facts', [fact(0, 0)], 'one');
    expect(await all(0)).toBe(2);
  });

  it('remembers tokens of each table', async () => {
    await store.insert('facts', [fact(0, 1)], 'one');
    await store.insert('intents', [intent({})], 'one');
    expect(await store.intent(chain(1), 1)).toHaveLength(1);
  });

  it('counts and removes within ranges, up to their ends', async () => {
    await store.insert(
      'facts',
      [0, 1, 2, 3].map((offset) => fact(0, offset)),
      'one',
    );
    await store.insert(
      'facts',
      [0, 1, 2, 3].map((offset) => fact(1, offset)),
      'two',
    );
    const ranges = [
      { partition: 0, fromOffset: 1, toOffset: 3 },
      { partition: 1, fromOffset: 3 },
    ];
    expect(await store.count('facts', ranges)).toBe(3);
    await store.remove('facts', ranges);
    expect([await all(0), await all(1)]).toEqual([2, 3]);
  });

  it('finds the intents of a batch, a partition, and the newest of each chain', async () => {
    const nothing = { generation: 0, own: { generation: 0, batch: 0 } };
    expect(await store.newestChain('odds.events', '0/1')).toEqual(nothing);
    const rows = [
      intent({ partition: 2, to_offset: 9 }),
      intent({ partition: 0 }),
      intent({ batch: 2, from_offset: 5, to_offset: 8 }),
      intent({ owner: '1/2', batch: 7, partition: 1 }),
      intent({ batch: 3, content_hash: '' }),
      intent({ generation: 2, batch: 0, from_offset: 3, to_offset: 3, content_hash: '' }),
    ];
    for (const [index, row] of rows.entries()) await store.insert('intents', [row], `t${index}`);

    expect(told(await store.intent(chain(1), 1))).toEqual([
      [1, '0/1', 1, 0],
      [1, '0/1', 1, 2],
    ]);
    expect(told(await store.lastIntents('odds.events'))).toEqual([
      [1, '0/1', 2, 0],
      [1, '1/2', 7, 1],
    ]);
    expect(told(await store.partitionIntents('odds.events', 0, 2))).toEqual([
      [2, '0/1', 0, 0],
      [1, '0/1', 2, 0],
    ]);
    expect(await store.newestChain('odds.events', '0/1')).toEqual({
      generation: 2,
      own: { generation: 2, batch: 0 },
    });
    expect(await store.newestChain('odds.events', '1/2')).toEqual({
      generation: 2,
      own: { generation: 1, batch: 7 },
    });
    await store.removeIntents('odds.events', 0, 1, 5);
    expect(told(await store.partitionIntents('odds.events', 0, 9))).toEqual([
      [2, '0/1', 0, 0],
      [1, '0/1', 1, 0],
    ]);
  });
});
