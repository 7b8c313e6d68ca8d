import { describe, expect, test } from '@jest/globals';
import type { BetAccepted, BetCommand } from '@stakelog/contracts';
import { law, type HistoryStep } from '@stakelog/testing';
import { bettableStatuses } from '../market/market';
import type { Decision, PartitionState } from '../partition/partition-state';
import { covers } from '../settlement/leg-truth';
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
