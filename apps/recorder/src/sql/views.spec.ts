import {
  decimalOdds,
  marketId,
  minorDelta,
  minorUnits,
  ticketId,
  utcMs,
  type BetAccepted,
  type BetCashedOut,
  type BetSettled,
  type CashOut,
  type CashOutQuoted,
  type Funding,
  type LedgerCode,
  type MarketResulted,
} from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import { sampleEvents } from '@stakelog/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { argumentsOf, commandRowAt, factRowsAt, RecordedSql } from '../testing/recorded-sql';

jest.setTimeout(60_000);

const { account, accepted, opened, settled } = sampleEvents;
const leg = accepted.legs[0] as BetAccepted['legs'][number];
const startMs = Date.UTC(2026, 0, 2, 3);
const hour = (index: number) => startMs + index * 3_600_000;

let sql: RecordedSql;

const postings = (...lines: [LedgerCode, number][]) =>
  lines.map(([code, amount]) => ({ code, amount: minorDelta(amount) }));

const sources = { CASH: 'cash', BONUS: 'bonus', FREE_BET: 'promo' } as const;

const placed = (id: string, funding: Funding, more: Partial<BetAccepted> = {}): BetAccepted => ({
  ...accepted,
  ticketId: ticketId(id),
  funding,
  acceptedAtMs: utcMs(startMs),
  postings: postings([sources[funding], -1_000], ['open', 1_000]),
  ...more,
});

const settle = (id: string, version: number, more: Partial<BetSettled>): BetSettled => ({
  ...settled(version, 0),
  ticketId: ticketId(id),
  ...more,
});

const record = (hours: number, ...events: readonly DecisionEvent[]) =>
  sql.record(hour(hours), ...events);
const rows = (query: string) => sql.rows(query);

const betOf = async (id: string) =>
  (await rows(`SELECT * FROM v_bets WHERE ticket_id = '${id}'`))[0];

beforeAll(async () => {
  sql = await RecordedSql.open();
  await record(0, opened);
});

afterAll(() => sql.close());

it('all views answer while there is nothing', async () => {
  const views = await rows(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'View'",
  );
  expect(views.length).toBeGreaterThan(15);
  for (const { name } of views) await rows(`SELECT * FROM ${String(name)}${argumentsOf(name)}`);
});

describe('money', () => {
  const voidLeg = {
    win: { num: 0, den: 1 },
    void: { num: 1, den: 1 },
    effectiveOdds: null,
    place: null,
    cause: { partition: 5, offset: 7 },
    rule: 'result/2',
  };

  beforeAll(async () => {
    const legs = [leg, { ...leg, marketId: marketId('m2'), odds: decimalOdds(20_000) }];
    await record(
      0,
      placed('double', 'CASH', { kind: 'MULTIPLE', legs }),
      placed('free', 'FREE_BET'),
      placed('freevoid', 'FREE_BET'),
      placed('bonus', 'BONUS'),
    );
    await record(
      1,
      settle('double', 1, {
        legs: [voidLeg, { ...voidLeg, win: { num: 1, den: 1 }, void: { num: 0, den: 1 } }],
        payout: minorUnits(2_100),
        bonus: minorUnits(100),
        delta: minorDelta(2_100),
        postings: postings(['open', -1_000], ['book', -1_000], ['cash', 2_100], ['promo', -100]),
      }),
      settle('free', 1, { postings: postings(['open', -1_000], ['book', 1_000]) }),
      settle('freevoid', 1, { postings: postings(['open', -1_000], ['promo', 1_000]) }),
      settle('bonus', 1, {
        payout: minorUnits(1_500),
        delta: minorDelta(1_500),
        postings: postings(['open', -1_000], ['book', -500], ['bonus', 1_500]),
      }),
    );
  });

  it('of the book is what its postings say, and stakes less payouts but for promotions', async () => {
    const [found] = await rows(
      `SELECT sum(stakes_minor) AS stakes_minor, sum(free_stakes_minor) AS free_stakes_minor, sum(payouts_minor) AS payouts_minor,
         sum(bonus_minor) AS bonus_minor, sum(ggr_minor) AS ggr_minor, sum(ngr_minor) AS ngr_minor FROM v_ggr_hourly WHERE hour = toDateTime(${hour(1) / 1_000})`,
    );
    const [book] = await rows(
      `SELECT sum(amount_minor) AS book FROM v_ledger WHERE code = 'book' AND decided_at = fromUnixTimestamp64Milli(${hour(1)})`,
    );
    expect(found).toMatchObject({
      stakes_minor: 3_000,
      free_stakes_minor: 1_000,
      payouts_minor: 3_600,
      bonus_minor: 100,
      ggr_minor: -500,
      ngr_minor: -1_600,
    });
    expect(book).toEqual({ book: -500 });
  });

  it('shows in a bet: several legs, its bonus, a free stake that went back', async () => {
    expect(await betOf('double')).toMatchObject({
      sport: 'MULTIPLE',
      legs: 2,
      status: 'SETTLED',
      payout_minor: 2_100,
      bonus_minor: 100,
    });
    expect(await betOf('freevoid')).toMatchObject({ status: 'SETTLED', payout_minor: 0 });
    const hold = await rows("SELECT * FROM v_hold WHERE sport != 'MULTIPLE'");
    expect(hold).toMatchObject([
      { bets: 3, stakes_minor: 2_000, payouts_minor: 1_500, ggr_minor: 500 },
    ]);
  });

  it('names every void leg with its fact', async () => {
    const result: MarketResulted = {
      type: 'MarketResulted',
      producerId: 'p',
      session: 1,
      sourceId: 's',
      sourceAtMs: utcMs(0),
      receivedAtMs: utcMs(0),
      marketId: leg.marketId,
      resultVersion: 1,
      certainty: 2,
      outcomes: [],
      score: null,
      reason: 'pitch flooded',
      actor: 'op-1',
    };
    await sql.insert(factRowsAt(result, 7, hour(1) - 250));
    const voids = await rows("SELECT * FROM v_voids_daily WHERE bet_id = 'double-0'");
    expect(voids).toMatchObject([
      { day: '2026-01-02', leg: 0, cause: 'MarketResulted', cause_position: 'o5:7', refunded: 1 },
    ]);
    expect(voids[0]).toMatchObject({ reason: 'pitch flooded', actor: 'op-1', in_force: true });
    const [took] = await rows("SELECT * FROM v_settlements WHERE bet_id = 'double-0'");
    expect(took).toMatchObject({ result_to_payout_ms: 250, book_minor: -1_000, promo_minor: -100 });
    const legs = await rows("SELECT * FROM v_legs WHERE bet_id = 'double-0' ORDER BY leg");
    expect(legs).toMatchObject([
      { settled: true, win: 0, refunded: 1, rule: 'result/2', cause_position: 'o5:7' },
      { settled: true, win: 1, refunded: 0 },
    ]);
  });
});

describe('a partial cash-out', () => {
  const quoted: CashOutQuoted = {
    type: 'CashOutQuoted',
    accountId: account,
    commandId: 'ask',
    bodyCheck: 1,
    ticketId: ticketId('cash'),
    quoteId: 'q1',
    bet: 0,
    toShareBps: 4_000,
    amount: minorUnits(900),
    quoteExpiresAtMs: utcMs(hour(2) + 5_000),
    legs: [],
    marginBps: 500,
    policyVersion: 1,
  };
  const paid: BetCashedOut = {
    type: 'BetCashedOut',
    accountId: account,
    commandId: 'take',
    bodyCheck: 1,
    ticketId: ticketId('cash'),
    quoteId: 'q1',
    bet: 0,
    toShareBps: 4_000,
    previousShareBps: 0,
    amount: minorUnits(900),
    stakeClosed: minorUnits(400),
    postings: postings(['open', -400], ['book', -500], ['cash', 900]),
  };
  const take: CashOut = {
    type: 'CashOut',
    commandId: 'take',
    accountId: account,
    idempotencyKey: 'k',
    bodyHash: 'h',
    actor: { kind: 'BETTOR', id: 'b' },
    requestedAtMs: utcMs(hour(2)),
    expiresAtMs: utcMs(hour(2) + 15_000),
    quoteId: 'q1',
  };

  it('leaves the bet open with the rest of its stake, then settled, then open again', async () => {
    await record(2, placed('cash', 'CASH'), quoted, paid);
    await sql.insert([commandRowAt(take, 1, hour(2) + 1_000)]);
    expect(await betOf('cash')).toMatchObject({
      status: 'OPEN',
      stake_open_minor: 600,
      cashed_out_minor: 900,
      cashed_out_bps: 4_000,
    });
    await record(
      3,
      settle('cash', 1, {
        payout: minorUnits(1_500),
        delta: minorDelta(1_500),
        postings: postings(['open', -600], ['book', -900], ['cash', 1_500]),
      }),
    );
    expect(await betOf('cash')).toMatchObject({ status: 'SETTLED', payout_minor: 2_400 });
    await record(4, {
      ...sampleEvents.reopened,
      ticketId: ticketId('cash'),
      version: 1,
      previousPayout: minorUnits(1_500),
      delta: minorDelta(-1_500),
      postings: postings(['open', 600], ['book', 900], ['cash', -1_500]),
    });
    expect(await betOf('cash')).toMatchObject({
      status: 'OPEN',
      stake_open_minor: 600,
      payout_minor: 900,
      settlement_version: 1,
    });
    const [legs] = await rows("SELECT settled, win FROM v_legs WHERE bet_id = 'cash-0'");
    expect(legs).toEqual({ settled: false, win: null });
    expect(await rows("SELECT * FROM v_corrections WHERE bet_id = 'cash-0'")).toMatchObject([
      { type: 'BetReopened', delta_minor: -1_500 },
    ]);
  });

  it('is paid at its quote, and the quote says that it was honoured', async () => {
    expect(await rows('SELECT * FROM v_cash_outs')).toMatchObject([
      {
        amount_minor: 900,
        quoted_amount_minor: 900,
        margin_bps: 500,
        share_bps: 4_000,
        held: false,
      },
    ]);
    expect(await rows('SELECT * FROM v_quotes')).toMatchObject([
      { kind: 'CASH_OUT', in_time: true, taken: true, fate: 'TAKEN', refusal: '' },
    ]);
    expect(await rows('SELECT avgIf(taken, in_time) AS honoured FROM v_quotes')).toEqual([
      { honoured: 1 },
    ]);
  });

  it('of everything closes the bet', async () => {
    const all = { ticketId: ticketId('all'), toShareBps: 10_000, quoteId: 'q2' };
    await record(5, placed('all', 'CASH'), {
      ...paid,
      ...all,
      stakeClosed: minorUnits(1_000),
      postings: postings(['open', -1_000], ['book', 100], ['cash', 900]),
    });
    expect(await betOf('all')).toMatchObject({ status: 'CASHED_OUT', stake_open_minor: 0 });
  });

  it('counts in the open liability of its day', async () => {
    const [day] = await rows('SELECT * FROM v_open_liability_daily');
    expect(day).toMatchObject({ bets: 1, stake_open_minor: 600, liability_minor: 900 });
    expect(day?.['midnight']).toBe('2026-01-03 00:00:00');
  });
});
