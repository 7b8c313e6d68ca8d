import { migrate, readMigrations, statements } from '@stakelog/clickhouse';
import { marketId, type BetAccepted } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { TableRow } from '../rows/tables';
import { eventRowsAt, RecordedSql } from '../testing/recorded-sql';

jest.setTimeout(60_000);

/** Migrations before every bet type was recorded, and what its rows gained. */
const olderMigrations = 5;
const gained: Readonly<Record<string, readonly string[]>> = {
  bets: [
    'sizes',
    'positions',
    'bankers',
    'unit_stake_num',
    'unit_stake_den',
    'free_bet_id',
    'quote_id',
    'rounding',
    'bonus_terms',
  ],
  legs: [
    'fraction_num',
    'fraction_den',
    'score_version',
    'score_home',
    'score_away',
    'place_places',
    'place_num',
    'place_den',
    'reduction_method',
  ],
  settlements: ['share_bps', 'quote_id', 'book_minor', 'promo_minor'],
};

const { accepted, opened, settled } = sampleEvents;
const leg = accepted.legs[0] as BetAccepted['legs'][number];
const raced: BetAccepted = {
  ...accepted,
  legs: [
    { ...leg, fraction: { num: 3, den: 2 }, reductionMethod: 'EXCHANGE_WIN', scoreVersion: 4 },
  ],
};
const rows = [opened, raced, settled(1, 2_500)].flatMap((event, index) =>
  eventRowsAt(event, 2 * index + 2, 1_790_000_000_000),
);

/** The rows as a recorder of then wrote them. */
const olderRows = rows
  .filter(([table]) => table !== 'settlement_legs')
  .map(([table, row]): TableRow => {
    const later = gained[table] ?? [];
    return [
      table,
      Object.fromEntries(Object.entries(row).filter(([name]) => !later.includes(name))),
    ];
  });

let sql: RecordedSql;
beforeEach(async () => {
  sql = await RecordedSql.open(olderMigrations);
  await sql.insert(olderRows);
});
afterEach(() => sql.close());

const upgrade = async () => migrate(sql.clickhouse, await readMigrations('schemas/clickhouse'));

it('completes what an older recorder wrote', async () => {
  expect((await upgrade()).length).toBeGreaterThan(0);
  for (const table of ['bets', 'legs', 'settlements', 'settlement_legs'] as const) {
    const held = await sql.rows(`SELECT * FROM ${table}`);
    const fresh = rows.filter(([of]) => of === table).map(([, row]) => row);
    expect(held).toMatchObject(fresh);
    expect(held).toHaveLength(fresh.length);
  }
});

it('may die behind any statement, and takes new rows beside the old ones', async () => {
  const migrations = (await readMigrations('schemas/clickhouse')).slice(olderMigrations);
  const all = migrations.flatMap(({ text }) => statements(text));
  for (const statement of all) await sql.clickhouse.command(statement);
  const later = { ...raced, legs: [{ ...leg, marketId: marketId('m9') }] };
  await sql.insert(eventRowsAt(later, 50, 1_790_000_000_000));
  await upgrade();
  const legs = await sql.rows('SELECT market_id, reduction_method FROM legs ORDER BY offset');
  expect(legs).toEqual([
    { market_id: leg.marketId, reduction_method: 'EXCHANGE_WIN' },
    { market_id: 'm9', reduction_method: 'NONE' },
  ]);
  expect(await sql.rows('SELECT count() AS n FROM settlement_legs')).toEqual([{ n: 1 }]);
});
