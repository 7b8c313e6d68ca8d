import { describe, expect, test } from '@jest/globals';
import { betId, type Posting } from '@stakelog/contracts';
import { law } from '@stakelog/testing';
import { closedStake } from '../cash-out/closed-stake';
import type { Decision } from '../partition/partition-state';
import type { Desk } from './desk';
import { played, workedOff } from './played';

const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0);
const postingsOf = (event: Decision) => ('postings' in event ? event.postings : []);

const reserved = (lines: readonly Posting[]) =>
  sum(lines.filter(({ code }) => code === 'held').map(({ amount }) => amount));

function checkLedger({ state, batches }: Desk): void {
  for (const event of batches.at(-1)?.decisions ?? [])
    expect(sum(postingsOf(event).map(({ amount }) => amount))).toBe(0);
  for (const [currency, house] of state.houses) {
    const players = [...state.accounts.values()].filter((each) => each.currency === currency);
    const held = players.flatMap(({ balances }) => Object.values(balances));
    expect(sum([...held, ...Object.values(house)])).toBe(0);
  }
  for (const { accountId, balances } of state.accounts.values()) {
    const open = [...state.bets.values()].filter(
      ({ accepted, settlement }) => accepted.accountId === accountId && !settlement,
    );
    const left = open.map(
      ({ accepted: { stake }, cashedBps }) => stake - closedStake(stake, cashedBps),
    );
    expect(balances.open).toBe(sum(left));
    const holds = [...state.holds.values()].filter(({ place }) => place.accountId === accountId);
    expect(balances.held).toBe(sum(holds.map(({ held }) => reserved(held.postings))));
  }
}

describe('money', () => {
  test('law 14: every event sums to zero, and so do all accounts, after every batch', () => {
    law((steps) => {
      played(steps, { after: checkLedger });
    });
  });

  test('law 15: no acceptance, hold or withdrawal takes cash below zero', () => {
    law((steps) => {
      const cash = new Map<string, number>();
      for (const event of played(steps)[0]?.events ?? []) {
        if (!('postings' in event)) continue;
        const moved = sum(
          event.postings.filter(({ code }) => code === 'cash').map(({ amount }) => amount),
        );
        const after = (cash.get(event.accountId) ?? 0) + moved;
        cash.set(event.accountId, after);
        const corrects = ['BetSettled', 'BetReopened', 'BalanceAdjusted'].includes(event.type);
        expect(moved < 0 && !corrects && after < 0).toBe(false);
      }
    });
  });

  test('law 11: a bet’s deltas sum to its payout in force; no work left means nothing to settle', () => {
    law((steps) => {
      const [desk] = played(steps).map(workedOff);
      const deltas = new Map<string, number>();
      for (const event of desk?.events ?? [])
        if (event.type === 'BetSettled' || event.type === 'BetReopened') {
          const id = betId(event.ticketId, event.bet);
          deltas.set(id, (deltas.get(id) ?? 0) + event.delta);
        }
      for (const [id, bet] of desk?.state.bets ?? [])
        expect(deltas.get(id) ?? 0).toBe(bet.settlement?.payout ?? 0);
      expect(desk?.decide()).toEqual([]);
    });
  });

  test('law 6 at acceptance: what is promised is what a win pays', () => {
    law((steps) => {
      for (const { accepted, settlement } of played(steps).map(workedOff)[0]?.state.bets.values() ??
        []) {
        expect(settlement?.payout ?? 0).toBeLessThanOrEqual(
          Math.max(accepted.potentialReturn, accepted.stake),
        );
      }
    });
  });
});
