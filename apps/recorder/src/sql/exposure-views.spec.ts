import {
  marketId,
  minorDelta,
  minorUnits,
  outcomeId,
  ticketId,
  utcMs,
  type BetAccepted,
} from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { RecordedSql } from '../testing/recorded-sql';

jest.setTimeout(60_000);

const { accepted, opened, settled } = sampleEvents;
const [leg] = accepted.legs;
const startMs = Date.UTC(2026, 0, 2, 3);
const hour = (index: number) => startMs + index * 3_600_000;

let sql: RecordedSql;

const bet = (id: string, hours: number, outcomes: readonly string[]): BetAccepted => ({
  ...accepted,
  ticketId: ticketId(id),
  kind: outcomes.length === 1 ? 'SINGLE' : 'MULTIPLE',
  acceptedAtMs: utcMs(hour(hours)),
  stake: minorUnits(1_000),
  potentialReturn: minorUnits(2_500),
  legs: outcomes.map((of, index) => ({
    ...(leg as BetAccepted['legs'][number]),
    marketId: marketId(`m${index}`),
    outcomeId: outcomeId(of),
  })),
  postings: [
    { code: 'cash', amount: minorDelta(-1_000) },
    { code: 'open', amount: minorDelta(1_000) },
  ],
});

beforeAll(async () => {
  sql = await RecordedSql.open();
  await sql.record(hour(0), opened);
  await sql.record(hour(1), bet('s1', 1, ['a']), bet('s2', 1, ['b']), bet('d1', 1, ['a', 'c']));
  await sql.record(hour(3), { ...settled(1, 0), ticketId: ticketId('s2') });
});

afterAll(() => sql.close());

const exposure = (from: string) =>
  sql.rows(`SELECT * FROM ${from} ORDER BY market_id, outcome_id`) as Promise<
    Record<string, unknown>[]
  >;
const selection = (rows: readonly Record<string, unknown>[], market: string, outcome: string) =>
  rows.find((row) => row['market_id'] === market && row['outcome_id'] === outcome);

it('shows what stands on each selection now', async () => {
  const rows = await exposure('v_exposure_now');
  expect(selection(rows, 'm0', 'a')).toMatchObject({
    singles: 1,
    singles_stake_minor: 1_000,
    singles_return_minor: 2_500,
    singles_liability_minor: 1_500,
    combined: 1,
    combined_stake_minor: 1_000,
  });
  expect(selection(rows, 'm1', 'c')).toMatchObject({ singles: 0, combined: 1 });
  expect(selection(rows, 'm0', 'b')).toBeUndefined();
});

it.each([
  [0, [], []],
  [2, ['a', 'b'], ['c']],
  [4, ['a'], ['c']],
])('shows what stood %i hours in', async (hours, m0, m1) => {
  const ts = new Date(hour(hours)).toISOString().replace('T', ' ').replace('Z', '');
  const rows = await exposure(`v_exposure_at(ts = '${ts}')`);
  const on = (market: string) =>
    rows.filter((row) => row['market_id'] === market).map((row) => row['outcome_id']);
  expect(on('m0')).toEqual(m0);
  expect(on('m1')).toEqual(m1);
});

it('at this moment is what stands now', async () => {
  const now = new Date(hour(100)).toISOString().replace('T', ' ').replace('Z', '');
  expect(await exposure(`v_exposure_at(ts = '${now}')`)).toEqual(await exposure('v_exposure_now'));
});

it('says what a bettor does', async () => {
  const rows = await sql.rows('SELECT * FROM v_bettor_features');
  expect(rows).toMatchObject([
    {
      bets: 3,
      stake_minor: 3_000,
      stake_avg_minor: 1_000,
      settled: 1,
      won: 0,
      result_minor: -1_000,
      combined: 1,
      rejected: 0,
    },
  ]);
});
