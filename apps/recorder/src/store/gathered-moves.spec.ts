import { minorDelta, minorUnits, ticketId, utcMs, type BetAccepted } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { RecordedSql } from '../testing/recorded-sql';
import { clickHouseStore } from './clickhouse-store';
import type { RecordingStore } from './recording-store';

jest.setTimeout(60_000);

const { accepted, opened, settled, reopened } = sampleEvents;
const startMs = Date.UTC(2026, 0, 2, 22);
const hour = (index: number) => startMs + index * 3_600_000;
const all = { ordinal: 0, instances: 1 };
/** Where RecordedSql puts its events. */
const PARTITION = 3;

const bet = (id: string): BetAccepted => ({
  ...accepted,
  ticketId: ticketId(id),
  acceptedAtMs: utcMs(hour(0)),
  stake: minorUnits(1_000),
  potentialReturn: minorUnits(2_500),
});
const paid = (id: string, version: number, payout: number) => ({
  ...settled(version, payout),
  ticketId: ticketId(id),
  postings: [
    { code: 'open', amount: minorDelta(-1_000) },
    { code: 'book', amount: minorDelta(1_000 - payout) },
    { code: 'cash', amount: minorDelta(payout) },
  ] as const,
});
const again = (id: string) => ({
  ...reopened,
  ticketId: ticketId(id),
  postings: [
    { code: 'open', amount: minorDelta(1_000) },
    { code: 'book', amount: minorDelta(-1_000) },
  ] as const,
});

let sql: RecordedSql;
let store: RecordingStore;

beforeEach(async () => {
  sql = await RecordedSql.open();
  store = clickHouseStore(sql.clickhouse);
  await sql.record(hour(0), opened, bet('a'), bet('b'), bet('c'));
});
afterEach(() => sql.close());

const gathered = () =>
  sql.rows('SELECT offset, bets_open, liability_minor FROM gathered_moves FINAL ORDER BY offset');
const liability = () =>
  sql.rows('SELECT bets, stake_open_minor, liability_minor FROM v_open_liability_daily');
const revenue = () => sql.rows('SELECT hour, settlements, ggr_minor FROM v_ggr_hourly');

it('gathers once what came since, and knows what happened to a bet before', async () => {
  await sql.record(hour(1), paid('a', 1, 0));
  expect(await store.gatherMoves(all)).toBe(0);
  await sql.record(hour(3), again('a'));
  await sql.record(hour(4), paid('b', 1, 2_500));
  expect(await store.gatherMoves(all)).toBe(0);
  await sql.record(hour(5), paid('a', 2, 2_500));
  const waiting = [await liability(), await revenue()];
  expect(await store.gatherMoves(all)).toBe(0);
  expect(await store.gatherMoves(all)).toBe(0);
  expect(await gathered()).toEqual([
    { offset: 10, bets_open: -1, liability_minor: -1_500 },
    { offset: 12, bets_open: 1, liability_minor: 1_500 },
    { offset: 14, bets_open: -1, liability_minor: -1_500 },
    { offset: 16, bets_open: -1, liability_minor: -1_500 },
  ]);
  expect([await liability(), await revenue()]).toEqual(waiting);
  expect(await liability()).toEqual([
    { bets: 2, stake_open_minor: 2_000, liability_minor: 3_000 },
    { bets: 1, stake_open_minor: 1_000, liability_minor: 1_500 },
  ]);
});

it('leaves the partitions of other recorders to them', async () => {
  await sql.record(hour(1), paid('a', 1, 0));
  await sql.clickhouse.command(
    'INSERT INTO settlements SELECT * REPLACE (toUInt16(2) AS partition) FROM settlements',
  );
  const partitions = () => sql.rows('SELECT partition FROM gathered_moves ORDER BY partition');
  expect(await store.gatherMoves({ ordinal: 0, instances: 2 })).toBe(0);
  expect(await partitions()).toEqual([{ partition: 2 }]);
  expect(await store.gatherMoves({ ordinal: 1, instances: 2 })).toBe(0);
  expect(await partitions()).toEqual([{ partition: 2 }, { partition: PARTITION }]);
});

it('gathers anew what was removed and recorded again, otherwise', async () => {
  await sql.record(hour(1), paid('a', 1, 0), paid('b', 1, 0));
  await store.gatherMoves(all);
  for (const table of ['settlements', 'gathered_moves'] as const)
    await store.remove(table, [{ partition: PARTITION, fromOffset: 12 }]);
  expect(await gathered()).toHaveLength(1);
  await sql.record(hour(1), paid('b', 1, 2_500));
  const waiting = [await liability(), await revenue()];
  await store.gatherMoves(all);
  expect([await liability(), await revenue()]).toEqual(waiting);
  expect(await revenue()).toMatchObject([{ settlements: 2, ggr_minor: 1_000 - 1_500 }]);
});
