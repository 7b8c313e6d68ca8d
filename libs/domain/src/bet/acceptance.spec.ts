import { describe, expect, test } from '@jest/globals';
import {
  accountId,
  decimalOdds,
  marketId,
  minorUnits,
  outcomeId,
  type OddsEvent,
  type PlaceBets,
  type RejectReason,
} from '@stakelog/contracts';
import {
  ended,
  facts,
  offered,
  placeBets,
  selection,
  single,
  usualStart,
  wideLimits,
} from '@stakelog/testing';
import { Desk } from '../laws/desk';

const now = 1_800_000_000_000;
const stake = 1_000;

/** The answer to a ticket after these facts. */
function answer(place: PlaceBets, adopted: readonly OddsEvent[] = [], waitMs = 0) {
  const desk = Desk.opened(usualStart(now))
    .adopt(...adopted)
    .after(waitMs);
  const [event, ...rest] = desk.decide(place);
  expect(rest).toEqual([]);
  return event;
}

const reason = (
  code: RejectReason['code'],
  level: RejectReason['level'],
  over: Partial<RejectReason> = {},
): RejectReason => ({ code, level, bet: null, leg: null, detail: null, ...over });

const ticket = (over: Parameters<typeof placeBets>[3] = {}) => placeBets('t1', now, stake, over);
const limited = (over: Partial<typeof wideLimits>) =>
  facts.policy({ policyVersion: 2, levels: [{ ...wideLimits, ...over }] });

/** Each row of domain.md §5 that a single can fail, in the table's order; of more legs: ticket-rows.spec.ts. */
const rows: readonly {
  readonly row: number;
  readonly place: PlaceBets;
  readonly adopted?: readonly OddsEvent[];
  readonly waitMs?: number;
  readonly reasons: readonly RejectReason[];
  readonly alternative?: { stakes: number[]; odds: number[] };
}[] = [
  {
    row: 3,
    place: placeBets('t1', now - 86_400_001, stake, { expiresAtMs: ticket().expiresAtMs }),
    reasons: [reason('REQUEST_STALE', 'ticket')],
  },
  { row: 3, place: ticket(), waitMs: 15_001, reasons: [reason('REQUEST_STALE', 'ticket')] },
  {
    row: 3,
    place: placeBets('t1', now + 60_001, stake),
    reasons: [reason('REQUEST_IN_FUTURE', 'ticket')],
  },
  {
    row: 4,
    place: ticket({ accountId: accountId('account-z') }),
    reasons: [reason('ACCOUNT_UNKNOWN', 'ticket')],
  },
  {
    row: 13,
    place: ticket({ bets: Array.from({ length: 51 }, () => single(stake)) }),
    reasons: [reason('TOO_MANY_BETS', 'ticket')],
  },
  {
    row: 13,
    place: ticket({
      selections: Array.from({ length: 64 }, () => selection()),
      bets: [single(stake)],
    }),
    reasons: [reason('TOO_MANY_LEGS', 'ticket')],
  },
  {
    row: 14,
    place: ticket({
      bets: [single(stake, 0, { lines: 2 }), single(stake), single(stake, 0, { lines: 3 })],
    }),
    reasons: [
      reason('LINES_MISMATCH', 'bet', { bet: 0, detail: '1' }),
      reason('LINES_MISMATCH', 'bet', { bet: 2, detail: '1' }),
    ],
  },
  {
    row: 15,
    place: ticket({
      selections: [
        selection({ marketId: marketId('m9') }),
        selection({ outcomeId: outcomeId('nobody') }),
        selection(),
      ],
    }),
    reasons: [
      reason('MARKET_UNKNOWN', 'leg', { leg: 0 }),
      reason('OUTCOME_UNKNOWN', 'leg', { leg: 1 }),
    ],
  },
  {
    row: 16,
    place: ticket({ bets: [single(stake, 0, { eachWay: true, lines: 2 })] }),
    reasons: [reason('BET_TYPE_NOT_ALLOWED', 'bet', { bet: 0 })],
  },
  {
    row: 16,
    place: ticket({ bets: [single(stake), single(stake, 0, { funding: 'BONUS' })] }),
    reasons: [reason('BET_TYPE_NOT_ALLOWED', 'bet', { bet: 1 })],
  },
  {
    row: 18,
    place: placeBets('t1', now + 20_001, stake),
    waitMs: 20_001,
    reasons: [reason('FEED_DOWN', 'leg', { leg: 0 })],
  },
  {
    row: 19,
    place: ticket(),
    adopted: [facts.status('CLOSED')],
    reasons: [reason('MARKET_CLOSED', 'leg', { leg: 0 })],
  },
  {
    row: 19,
    place: ticket(),
    adopted: [facts.resulted([ended('home')], { certainty: 1 })],
    reasons: [reason('MARKET_CLOSED', 'leg', { leg: 0 })],
  },
  {
    row: 19,
    place: ticket(),
    adopted: [facts.fixtureStatus('INTERRUPTED')],
    reasons: [reason('MARKET_CLOSED', 'leg', { leg: 0 })],
  },
  ...[
    facts.status('SUSPENDED'),
    facts.status('INACTIVE'),
    facts.status('HANDED_OVER'),
    facts.betStopped(['all']),
    facts.overridden('SUSPENDED'),
    facts.window(now - 1, now + 1),
    facts.window(null, null),
  ].map((fact) => ({
    row: 20,
    place: ticket(),
    adopted: [fact],
    reasons: [reason('MARKET_SUSPENDED', 'leg', { leg: 0 })],
  })),
  ...[
    facts.odds('home', null),
    facts.withdrawn(),
    facts.snapshot({ outcomes: [offered('home', 25_000, 'INACTIVE')] }),
  ].map((fact) => ({
    row: 21,
    place: ticket(),
    adopted: [fact],
    reasons: [reason('OUTCOME_INACTIVE', 'leg', { leg: 0 })],
  })),
  {
    row: 22,
    place: ticket({ selections: [selection({ marketVersion: 1 })] }),
    adopted: [facts.status('OPEN', { marketVersion: 2 })],
    reasons: [reason('MARKET_CHANGED', 'leg', { leg: 0, detail: '2' })],
  },
  {
    row: 24,
    place: ticket(),
    adopted: [facts.odds('home', 24_000)],
    reasons: [reason('ODDS_CHANGED', 'leg', { leg: 0, detail: '24000' })],
    alternative: { stakes: [], odds: [24_000] },
  },
  {
    row: 25,
    place: ticket({ bets: [single(9), single(stake), single(8)] }),
    reasons: [
      reason('STAKE_BELOW_MIN', 'bet', { bet: 0, detail: '10' }),
      reason('STAKE_BELOW_MIN', 'bet', { bet: 2, detail: '10' }),
    ],
  },
  {
    row: 26,
    place: ticket(),
    adopted: [limited({ stakeMax: minorUnits(700) })],
    reasons: [reason('STAKE_ABOVE_MAX', 'bet', { bet: 0, detail: '700' })],
    alternative: { stakes: [700], odds: [] },
  },
  {
    row: 27,
    place: ticket(),
    adopted: [limited({ payoutMax: minorUnits(2_000) })],
    reasons: [reason('PAYOUT_ABOVE_MAX', 'bet', { bet: 0, detail: '800' })],
    alternative: { stakes: [800], odds: [] },
  },
  {
    row: 28,
    place: ticket(),
    adopted: [limited({ liabilityMax: minorUnits(900) })],
    reasons: [reason('BETTOR_LIMIT', 'bet', { bet: 0, detail: '600' })],
    alternative: { stakes: [600], odds: [] },
  },
  {
    row: 29,
    place: ticket(),
    adopted: [limited({ marketLiabilityMax: minorUnits(900) })],
    reasons: [reason('LIABILITY_EXCEEDED', 'bet', { bet: 0, detail: '600' })],
    alternative: { stakes: [600], odds: [] },
  },
  {
    row: 30,
    place: ticket({ bets: [single(stake, 0, { funding: 'FREE_BET', freeBetId: 'none' })] }),
    reasons: [reason('FREE_BET_INVALID', 'bet', { bet: 0, detail: 'unknown' })],
  },
  {
    row: 31,
    place: placeBets('t1', now, 100_001),
    reasons: [reason('INSUFFICIENT_FUNDS', 'ticket')],
  },
];

describe('the table of acceptance', () => {
  test('a ticket that fails no row is accepted at the price in force', () => {
    expect(answer(ticket())).toMatchObject({
      type: 'BetAccepted',
      bet: 0,
      stake,
      potentialReturn: 2_500,
      maxPayout: 100_000_000,
      acceptedAtMs: now,
      policyVersion: 1,
      legs: [{ odds: 25_000, requestedOdds: null, oddsAt: { partition: 0, offset: 4 } }],
      postings: [
        { code: 'cash', amount: -stake },
        { code: 'open', amount: stake },
      ],
    });
  });

  test.each(rows)('row $row: $reasons.0.code, for each that fails it', (row) => {
    expect(answer(row.place, row.adopted, row.waitMs)).toMatchObject({
      type: 'BetRejected',
      reasons: row.reasons,
      alternative: row.alternative ?? null,
      postings: [],
    });
  });

  test('every leg that fails the row is listed, and no other', () => {
    const away = selection({ outcomeId: outcomeId('away'), odds: decimalOdds(29_000) });
    const place = ticket({ selections: [selection(), away, selection()] });
    const event = answer(place, [facts.odds('home', 26_000)]);
    expect(event).toMatchObject({
      reasons: [
        { code: 'ODDS_CHANGED', leg: 0 },
        { code: 'ODDS_CHANGED', leg: 2 },
      ],
      facts: [{ offset: 5 }, { offset: 4 }, { offset: 5 }],
    });
  });

  test('a ticket of nothing is refused, not decided', () => {
    expect(answer(ticket({ bets: [] }))).toMatchObject({
      reasons: [reason('INVALID_FORMAT', 'ticket')],
    });
    expect(answer(ticket({ selections: [], bets: [] }))).toMatchObject({
      reasons: [reason('INVALID_FORMAT', 'ticket')],
    });
  });
});
