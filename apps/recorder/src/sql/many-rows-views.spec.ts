import { migrate, readMigrations } from '@stakelog/clickhouse';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { RecordedSql } from '../testing/recorded-sql';

jest.setTimeout(60_000);

/** The views that the eleventh and the twelfth migration make anew, with what puts their rows in order. */
const views = [
  ['v_rejections', 'partition, offset'],
  ['v_settlements', 'partition, offset'],
  ['v_ggr_hourly', 'hour, currency, sport'],
  ['v_open_liability_daily', 'midnight, currency'],
  ['v_turnover', 'minute, currency, sport, market_type, market_id, kind, funding'],
] as const;
const BEFORE = 10;

/** A whole number below `bound` that hangs on the row alone. */
const some = (bound: number, salt: number) => `toInt64(cityHash64(number, ${salt}) % ${bound})`;
const at = (salt: number) =>
  `fromUnixTimestamp64Milli(toInt64(1767225600000) + ${some(4 * 86_400_000, salt)}, 'UTC')`;
const bet = (number: string) => `concat('t', toString(${number}), '-0')`;
const account = (number: string) => `concat('a', toString(${number} % 40))`;

/** Rows as a log gives them: an account for each bet, a bet for each settlement, several settlements for some bets. */
const fills = [
  `INSERT INTO accounts (partition, offset, account_id, currency)
     SELECT 0, number, concat('a', toString(number)), if(number % 3 = 0, 'SEK', 'EUR') FROM numbers(36)`,
  `INSERT INTO fixtures (partition, offset, fixture_id, sport)
     SELECT 0, number, concat('f', toString(number)), if(number % 2 = 0, 'football', 'tennis') FROM numbers(6)`,
  `INSERT INTO markets (partition, offset, market_id, fixture_id)
     SELECT 0, number, concat('m', toString(number)), concat('f', toString(number % 8)) FROM numbers(20)`,
  `INSERT INTO facts (partition, offset, appended_at) SELECT number % 6, number, ${at(1)} FROM numbers(300)`,
  `INSERT INTO bets (partition, offset, accepted_at, account_id, bet_id, legs, market_id, funding, stake_minor, potential_return_minor)
     SELECT number % 3, 10 * number, ${at(2)}, ${account('number')}, ${bet('number')}, 1 + ${some(2, 3)},
       concat('m', toString(${some(22, 4)})), ['CASH', 'BONUS', 'FREE_BET'][1 + ${some(3, 5)}], ${some(500, 6)}, ${some(500, 6)} + ${some(900, 7)}
     FROM numbers(2000)`,
  `INSERT INTO settlements (partition, offset, decided_at, account_id, bet_id, type, version, stake_released_minor, delta_minor, book_minor, promo_minor, cause_partition, cause_offset)
     SELECT b % 3, 10 * b + 1 + ${some(9, 8)}, ${at(9)}, ${account('b')}, ${bet('b')}, ['BetSettled', 'BetReopened', 'BetCashedOut'][1 + ${some(3, 10)}], 1,
       ${some(600, 11)} - 150, ${some(400, 12)} - 100, ${some(400, 13)} - 200, ${some(60, 14)} - 30,
       if(${some(3, 15)} = 0, NULL, toUInt16(${some(6, 16)})), if(${some(3, 15)} = 0, NULL, toUInt64(${some(320, 17)}))
     FROM (SELECT number, ${some(1500, 18)} AS b FROM numbers(2500)) LIMIT 1 BY b, 10 * b + 1 + ${some(9, 8)}`,
  // A settlement names the cause of its last leg that has one.
  `INSERT INTO settlement_legs (partition, offset, leg, cause_partition, cause_offset)
     SELECT partition, offset, l, if(l = offset % 3, cause_partition, if(no_fact, NULL, toUInt16(cityHash64(offset, l, 1) % 6))), if(l = offset % 3, cause_offset, if(no_fact, NULL, cityHash64(offset, l, 2) % 320))
     FROM (SELECT *, l, cause_offset IS NULL OR cityHash64(offset, l) % 4 = 0 AS no_fact FROM settlements ARRAY JOIN range(1 + offset % 3) AS l WHERE type = 'BetSettled')`,
  `INSERT INTO commands (partition, offset, command_id, stake_minor)
     SELECT 0, number, concat('c', toString(number % 900)), if(number % 900 % 7 = 0, NULL, number % 900) FROM numbers(1000)`,
  `INSERT INTO rejections (partition, offset, account_id, command_id, type, reason, code)
     SELECT 1, number, ${account('number')}, concat('c', toString(${some(950, 19)})), 'BetRejected', r, concat('CODE_', toString(cityHash64(number, r) % 5))
     FROM numbers(800) ARRAY JOIN range(1 + number % 3) AS r`,
];

let sql: RecordedSql;
let before: readonly (readonly object[])[];

const answers = () =>
  Promise.all(views.map(([view, order]) => sql.rows(`SELECT * FROM ${view} ORDER BY ${order}`)));
const gather = (offsets: number, where = 'true') =>
  sql.clickhouse.command(
    `INSERT INTO gathered_moves SELECT * FROM waiting_moves(offsets = ${offsets}) WHERE ${where}`,
  );
const gathered = async () => (await sql.rows('SELECT count() AS rows FROM gathered_moves'))[0];

beforeAll(async () => {
  sql = await RecordedSql.open(BEFORE);
  for (const fill of fills) await sql.clickhouse.command(fill);
  before = await answers();
  await migrate(sql.clickhouse, await readMigrations('schemas/clickhouse'));
});

afterAll(() => sql.close());

it('answers as before where nothing is gathered', async () => {
  expect(before.map(({ length }) => length).every((length) => length > 5)).toBe(true);
  expect(await answers()).toEqual(before);
});

it('answers as before where a part is gathered, and where all is', async () => {
  await gather(3_000, 'partition < 2');
  expect(await answers()).toEqual(before);
  // Of ten offsets each, the settlements of a bet: these end between two of them.
  for (const offsets of [4_001, 3, 3, 4, 3, 3, 4, 3, 3]) await gather(offsets);
  expect(await answers()).toEqual(before);
  await gather(20_000);
  expect(await gathered()).toEqual((await sql.rows('SELECT count() AS rows FROM settlements'))[0]);
  expect(await answers()).toEqual(before);
});

it('answers as before where rows were gathered twice', async () => {
  await sql.clickhouse.command('SYSTEM STOP MERGES gathered_moves');
  await sql.clickhouse.command(
    'INSERT INTO gathered_moves SELECT * FROM gathered_moves WHERE offset > 5000 SETTINGS insert_deduplicate = 0',
  );
  expect(await answers()).toEqual(before);
});
