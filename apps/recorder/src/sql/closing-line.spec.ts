import { marketId, outcomeId, utcMs, type BetAccepted } from '@stakelog/contracts';
import { facts, offered, sampleEvents } from '@stakelog/testing';
import { expect, it, jest } from '@jest/globals';
import { factRowsAt, RecordedSql } from '../testing/recorded-sql';

jest.setTimeout(60_000);

const { accepted, opened } = sampleEvents;
const leg = accepted.legs[0] as BetAccepted['legs'][number];
const atMs = Date.UTC(2026, 0, 2, 3);

it('compares the odds taken with the last price before the market went in play', async () => {
  const sql = await RecordedSql.open();
  const own = { ...leg, marketId: marketId('m1'), outcomeId: outcomeId('home') };
  const bet: BetAccepted = {
    ...accepted,
    acceptedAtMs: utcMs(atMs),
    legs: [{ ...own, oddsAt: { partition: 5, offset: 1 } }],
  };
  const late: BetAccepted = {
    ...bet,
    bet: 1,
    legs: [{ ...own, oddsAt: { partition: 5, offset: 4 } }],
  };
  await sql.record(atMs, opened, bet, late);
  const prices = [25_000, 20_000].map((odds) =>
    facts.snapshot({ marketId: marketId('m1'), outcomes: [offered('home', odds)] }),
  );
  expect(await sql.rows('SELECT * FROM v_clv')).toEqual([]);
  const inPlay = facts.snapshot({
    marketId: marketId('m1'),
    inPlay: true,
    outcomes: [offered('home', 90_000)],
  });
  for (const [index, fact] of [...prices, inPlay].entries())
    await sql.insert(factRowsAt(fact, index + 1, atMs + index * 1_000));
  expect(await sql.rows('SELECT * FROM v_clv')).toMatchObject([
    { bet_id: '9b07d2-0', odds_e4: 25_000, closing_odds_e4: 20_000, clv_bps: 2_500 },
  ]);
  await sql.close();
});
