import { describe, expect, test } from '@jest/globals';
import {
  betId,
  type BetAccepted,
  type BetCommand,
  type LimitPolicyChanged,
} from '@stakelog/contracts';
import { law, type HistoryStep } from '@stakelog/testing';
import { bettableStatuses } from '../market/market';
import { inBaseCurrency } from '../market/base-currency';
import type { Decision, PartitionState } from '../partition/partition-state';
import { covers } from '../settlement/leg-truth';
import type { Desk } from './desk';
import { played } from './played';

const isKind =
  <Type extends Decision['type']>(type: Type) =>
  (event: Decision): event is Extract<Decision, { type: Type }> =>
    event.type === type;

function checkTradable(
  { table, decidedAtMs }: PartitionState,
  { legs, acceptedAtMs, quoteId }: BetAccepted,
) {
  expect(acceptedAtMs).toBe(decidedAtMs);
  for (const { marketId, outcomeId, odds, oddsAt } of legs) {
    const market = table.markets.get(marketId);
    expect(market).toMatchObject({ trading: 'OPEN', override: 'NONE', quarantined: false });
    const priced = quoteId === null ? { odds, oddsAt } : {};
    expect(market?.outcomes.get(outcomeId)).toMatchObject({ state: 'ACTIVE', ...priced });
    expect(market?.results.has(outcomeId)).toBe(false);
    const windows = [...(market?.windows.values() ?? [])];
    expect(windows.some((range) => covers(range, decidedAtMs))).toBe(false);
    const fixture = market && table.fixtureOf(market);
    expect(bettableStatuses).toContain(fixture?.status);
    expect(table.producers.isUp(market?.partition ?? 0, 'feed', decidedAtMs, 20_000)).toBe(true);
  }
}

function worst({ accounts, table }: PartitionState, bets: readonly BetAccepted[]): number {
  const returns = new Map<string, number>();
  let stakes = 0;
  for (const { accountId, policyVersion, stake, potentialReturn, legs } of bets) {
    const policy = table.policies.get(policyVersion) as LimitPolicyChanged;
    const inBase = (amount: number) =>
      inBaseCurrency(amount, accounts.get(accountId)?.currency ?? '', policy) ?? 0;
    const outcome = legs[0]?.outcomeId ?? '';
    returns.set(outcome, (returns.get(outcome) ?? 0) + inBase(potentialReturn));
    stakes += inBase(stake);
  }
  return Math.max(0, ...returns.values()) - stakes;
}

function share({ table, partition, partitions, decidedAtMs }: PartitionState): number {
  const policies = [...table.policies.values()];
  const last = policies.findLastIndex(({ effectiveAtMs }) => effectiveAtMs <= decidedAtMs);
  const counting = policies.slice(last);
  return Math.min(
    ...counting.map(({ levels }) => {
      const limit = levels[0]?.marketLiabilityMax ?? 0;
      return Math.floor(limit / partitions) + (partition < limit % partitions ? 1 : 0);
    }),
  );
}

/** The exposure counted again from the open bets alone, event by event. */
function checkQuota({ state, batches }: Desk, open: Map<string, Map<string, BetAccepted>>): void {
  for (const event of batches.at(-1)?.decisions ?? []) {
    if (event.type === 'BetSettled' || event.type === 'BetReopened') {
      const id = betId(event.ticketId, event.bet);
      const accepted = state.bets.get(id)?.accepted;
      const bets = open.get(`${state.partition}/${accepted?.legs[0]?.marketId}`);
      if (event.type === 'BetSettled') bets?.delete(id);
      else if (accepted !== undefined) bets?.set(id, accepted);
    }
    if (event.type !== 'BetAccepted') continue;
    const marketId = event.legs[0]?.marketId;
    const key = `${state.partition}/${marketId}`;
    const bets = open.get(key) ?? new Map<string, BetAccepted>();
    open.set(key, bets);
    const before = worst(state, [...bets.values()]);
    bets.set(betId(event.ticketId, event.bet), event);
    const after = worst(state, [...bets.values()]);
    expect(after <= before || after <= share(state)).toBe(true);
  }
}

describe('acceptance', () => {
  test('law 20: only on tradable markets, and never before the delay', () => {
    law((steps) => {
      played(steps, {
        after: ({ state, batches }) => {
          const decisions = batches.at(-1)?.decisions ?? [];
          for (const bet of decisions.filter(isKind('BetAccepted'))) checkTradable(state, bet);
        },
      });
    });
    law((steps) => {
      const deadlines = new Map<string, number>();
      for (const event of played(steps)[0]?.events ?? []) {
        if (event.type === 'BetHeld') deadlines.set(event.ticketId, event.deadlineMs);
        const early =
          event.type === 'BetAccepted' && event.acceptedAtMs < (deadlines.get(event.ticketId) ?? 0);
        expect(early).toBe(false);
      }
    });
  });

  test('law 23: no acceptance takes a worst case above the quota, in any partition', () => {
    law((steps) => {
      for (const partitions of [1, 3]) {
        const open = new Map<string, Map<string, BetAccepted>>();
        played(steps, { partitions, after: (desk) => checkQuota(desk, open) });
      }
    });
  });

  test('law 22: BETTER takes what NONE takes, a wider tolerance what a narrower takes, ANY all', () => {
    const tickets = (steps: readonly HistoryStep[], change: Partial<PlaceChange>) =>
      steps.map((step) => ({
        ...step,
        commands: step.commands.map((command): BetCommand =>
          command.type === 'PlaceBets'
            ? {
                ...command,
                onStakeLimit: 'REJECT',
                priceChange: { ...command.priceChange, ...change },
              }
            : command,
        ),
      }));
    type PlaceChange = Extract<BetCommand, { type: 'PlaceBets' }>['priceChange'];
    /** The first ticket that the price alone refuses or not: later ones differ in money. */
    const refusedByPrice = (steps: readonly HistoryStep[], change: Partial<PlaceChange>) => {
      const [desk] = played(tickets(steps, change).slice(0, 4));
      const first = desk?.events.find((event) => 'ticketId' in event);
      return first?.type === 'BetRejected' && first.reasons[0]?.code === 'ODDS_CHANGED';
    };
    law((steps) => {
      const refused = (policy: PlaceChange['policy'], toleranceBps: number | null = null) =>
        Number(refusedByPrice(steps, { policy, toleranceBps }));
      expect(refused('BETTER')).toBeLessThanOrEqual(refused('NONE'));
      expect(refused('TOLERANCE', 100)).toBeLessThanOrEqual(refused('BETTER'));
      expect(refused('TOLERANCE', 2_000)).toBeLessThanOrEqual(refused('TOLERANCE', 100));
      expect(refused('ANY')).toBe(0);
    });
  });
});
