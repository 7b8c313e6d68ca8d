import { migrate, readMigrations } from '@stakelog/clickhouse';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { RecordedSql } from '../testing/recorded-sql';

jest.setTimeout(60_000);

/** The views that the eleventh migration makes of less memory, with what puts their rows in order. */
const views = [
  ['v_rejections', 'partition, offset'],
  ['v_settlements', 'partition, offset'],
  ['v_ggr_hourly', 'hour, currency, sport'],
  ['v_open_liability_daily', 'midnight, currency'],
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
     SELECT 0, 10 * number, ${at(2)}, ${account('number')}, ${bet('number')}, 1 + ${some(2, 3)},
       concat('m', toString(${some(22, 4)})), ['CASH', 'BONUS', 'FREE_BET'][1 + ${some(3, 5)}], ${some(500, 6)}, ${some(500, 6)} + ${some(900, 7)}
     FROM numbers(2000)`,
  `INSERT INTO settlements (partition, offset, decided_at, account_id, bet_id, type, version, stake_released_minor, delta_minor, book_minor, promo_minor, cause_partition, cause_offset)
     SELECT 0, 10 * b + 1 + ${some(9, 8)}, ${at(9)}, ${account('b')}, ${bet('b')}, ['BetSettled', 'BetReopened', 'BetCashedOut'][1 + ${some(3, 10)}], 1,
       ${some(600, 11)} - 150, ${some(400, 12)} - 100, ${some(400, 13)} - 200, ${some(60, 14)} - 30,
       if(${some(3, 15)} = 0, NULL, toUInt16(${some(6, 16)})), if(${some(3, 15)} = 0, NULL, toUInt64(${some(320, 17)}))
     FROM (SELECT number, ${some(1500, 18)} AS b FROM numbers(2500)) LIMIT 1 BY b, 10 * b + 1 + ${some(9, 8)}`,
  `INSERT INTO settlement_legs (partition, offset, leg, cause_partition, cause_offset)
     SELECT partition, offset, l, if(cityHash64(offset, l) % 4 = 0, NULL, toUInt16(cityHash64(offset, l, 1) % 6)), if(cityHash64(offset, l) % 4 = 0, NULL, cityHash64(offset, l, 2) % 320)
     FROM settlements ARRAY JOIN range(1 + offset % 3) AS l`,
  `INSERT INTO commands (partition, offset, command_id, stake_minor)
     SELECT 0, number, concat('c', toString(number % 900)), if(number % 900 % 7 = 0, NULL, number % 900) FROM numbers(1000)`,
  `INSERT INTO rejections (partition, offset, account_id, command_id, type, reason, code)
     SELECT 1, number, ${account('number')}, concat('c', toString(${some(950, 19)})), 'BetRejected', r, concat('CODE_', toString(cityHash64(number, r) % 5))
     FROM numbers(800) ARRAY JOIN range(1 + number % 3) AS r`,
];

let sql: RecordedSql;

beforeAll(async () => {
  sql = await RecordedSql.open(BEFORE);
  for (const fill of fills) await sql.clickhouse.command(fill);
});

afterAll(() => sql.close());

it('answers as before out of less memory', async () => {
  const answers = () =>
    Promise.all(views.map(([view, order]) => sql.rows(`SELECT * FROM ${view} ORDER BY ${order}`)));
  const before = await answers();
  await migrate(sql.clickhouse, await readMigrations('schemas/clickhouse'));
  expect(before.map(({ length }) => length).every((length) => length > 5)).toBe(true);
  expect(await answers()).toEqual(before);
});
