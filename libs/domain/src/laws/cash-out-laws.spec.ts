import { describe, expect, test } from '@jest/globals';
import {
  betId,
  defined,
  type BetCashedOut,
  type CashOutQuoted,
  type ExclusionKind,
} from '@stakelog/contracts';
import { law } from '@stakelog/testing';
import { isExposed } from '../bet/evolve-bet';
import { isOpen, isTradable, legsNow } from '../cash-out/open-legs';
import type { Decision } from '../partition/partition-state';
import { exactPrice } from '../settlement/fraction';
import { reducedOdds } from '../settlement/leg-truth';
import { everyLine } from '../settlement/testing/every-line';
import type { Desk } from './desk';
import { played, workedOff } from './played';

const idOf = ({
  ticketId,
  bet,
}: {
  readonly ticketId: CashOutQuoted['ticketId'];
  readonly bet: number;
}) => betId(ticketId, bet);

/** Of a quote that was paid: the same account and amount, in time, on the same open legs. */
function checkPaid(
  { state }: Desk,
  paid: BetCashedOut,
  quoted: CashOutQuoted | undefined,
  deadlineMs: number | undefined,
): void {
  const { accountId, amount, toShareBps } = paid;
  expect(quoted).toMatchObject({ accountId, amount, toShareBps });
  expect(deadlineMs ?? state.decidedAtMs).toBeLessThan(quoted?.quoteExpiresAtMs ?? 0);
  expect(state.decidedAtMs).toBeGreaterThanOrEqual(deadlineMs ?? 0);
  const bet = state.bets.get(idOf(paid));
  for (const [index, now] of (bet === undefined ? [] : legsNow(state, bet)).entries()) {
    if (!isOpen(now)) continue;
    expect(isTradable(state, now)).toBe(true);
    const { marketVersion, scoreVersion } = quoted?.legs[index] ?? {};
    expect(now.market?.marketVersion).toBe(marketVersion);
    expect(now.fixture?.scoreVersion ?? null).toBe(scoreVersion);
  }
}

/** V line by line, in floats: close enough to tell a wrong formula from a rounding. */
function checkOffer({ state }: Desk, quoted: CashOutQuoted): void {
  const { legs, toShareBps, marginBps, amount } = quoted;
  const { accepted } = defined(state.bets.get(idOf(quoted)), 'a quoted bet is kept');
  const quote = state.cashOutQuotes.get(quoted.quoteId);
  if (quote === undefined) return;
  const worth = legs.map(({ probPpb }, index) => {
    const [num, den] = (quote.standings[index] ?? '').split('/').map(Number);
    if (num !== undefined && den !== undefined) return num / den;
    const leg = defined(accepted.legs[index], 'a quoted leg is of the bet');
    const market = defined(state.table.markets.get(leg.marketId), 'a kept bet has its markets');
    const price = exactPrice(leg.odds, leg.fraction);
    const odds = reducedOdds(leg, accepted.acceptedAtMs, market, price);
    return ((probPpb ?? NaN) / 1e9) * (Number(odds.num) / Number(odds.den));
  });
  const lines = everyLine(accepted).map((line) =>
    line.reduce((product, leg) => product * (worth[leg] ?? NaN), 1),
  );
  const value = (lines.reduce((sum, each) => sum + each, 0) * accepted.stake) / accepted.lines;
  const capped = Math.min(value, accepted.maxPayout ?? Infinity);
  const due = (capped * (1 - marginBps / 10_000) * (toShareBps - quote.fromBps)) / 10_000;
  const slack = 1e-3 + due * 1e-7;
  expect(due - amount).toBeGreaterThan(-slack);
  expect(due - amount).toBeLessThan(1 + slack);
}

describe('cash-out', () => {
  test('offers the expectation of what its lines return, less the margin, for the share', () => {
    law((steps) => {
      played(steps, {
        after: (desk) => {
          for (const event of desk.batches.at(-1)?.decisions ?? [])
            if (event.type === 'CashOutQuoted') checkOffer(desk, event);
        },
      });
    });
  });

  test('pays what was quoted, once, on the legs as they were quoted, never before its delay', () => {
    law((steps) => {
      const quotes = new Map<string, CashOutQuoted>();
      const deadlines = new Map<string, number>();
      played(steps, {
        after: (desk) => {
          for (const event of desk.batches.at(-1)?.decisions ?? []) {
            if (event.type === 'CashOutQuoted') quotes.set(event.quoteId, event);
            if (event.type === 'CashOutHeld') deadlines.set(event.commandId, event.deadlineMs);
            if (event.type !== 'BetCashedOut') continue;
            checkPaid(desk, event, quotes.get(event.quoteId), deadlines.get(event.commandId));
            quotes.delete(event.quoteId);
          }
        },
      });
    });
  });

  test('law 24: shares only grow, all parts stay within the cap, and a whole cash-out is the end', () => {
    law((steps) => {
      const [desk] = played(steps).map(workedOff);
      const shares = new Map<string, number>();
      const paid = new Map<string, number>();
      for (const event of desk?.events ?? []) {
        const settles = event.type === 'BetSettled' || event.type === 'BetReopened';
        expect(settles && shares.get(idOf(event)) === 10_000).toBe(false);
        if (event.type !== 'BetCashedOut') continue;
        const id = idOf(event);
        expect(event.previousShareBps).toBe(shares.get(id) ?? 0);
        expect(event.toShareBps).toBeGreaterThan(event.previousShareBps);
        expect(event.toShareBps).toBeLessThanOrEqual(10_000);
        shares.set(id, event.toShareBps);
        paid.set(id, (paid.get(id) ?? 0) + event.amount);
      }
      for (const [id, bet] of desk?.state.bets ?? []) {
        expect(bet.cashedBps).toBe(shares.get(id) ?? 0);
        const cap = bet.accepted.maxPayout ?? Infinity;
        expect((paid.get(id) ?? 0) + (bet.settlement?.payout ?? 0)).toBeLessThanOrEqual(cap);
        const isGone = bet.settlement === undefined && !isExposed(bet);
        expect(bet.cashedBps < 10_000 || isGone).toBe(true);
      }
    });
  });
});

describe('an excluded account', () => {
  const forbidden: readonly Decision['type'][] = [
    'BetAccepted',
    'BetHeld',
    'BetQuoted',
    'BonusGranted',
    'CashOutHeld',
    'CashOutQuoted',
    'BetCashedOut',
    'FundsDeposited',
    'FreeBetGranted',
  ];

  test('law 26: nothing after an exclusion violates it', () => {
    law((steps) => {
      const until = new Map<string, Map<ExclusionKind, number>>();
      for (const { opening, decisions } of played(steps)[0]?.batches ?? [])
        for (const event of decisions) {
          if (event.type === 'AccountExcluded') {
            const own = until.get(event.accountId) ?? new Map<ExclusionKind, number>();
            until.set(event.accountId, own.set(event.kind, event.untilMs ?? Infinity));
          }
          if (!forbidden.includes(event.type) || !('accountId' in event)) continue;
          const latest = Math.max(0, ...(until.get(event.accountId)?.values() ?? []));
          expect(opening.decidedAtMs).toBeGreaterThanOrEqual(latest);
        }
    });
  });
});
