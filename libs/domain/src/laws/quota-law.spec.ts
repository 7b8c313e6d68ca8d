import { describe, expect, test } from '@jest/globals';
import { betId, type MarketId } from '@stakelog/contracts';
import { law } from '@stakelog/testing';
import type { KeptAcceptance } from '../bet/kept-acceptance';
import { legExposures, newExposure, worstCase, type LegExposure } from '../bet/exposure';
import { closedStake } from '../cash-out/closed-stake';
import type { Decision, PartitionState } from '../partition/partition-state';
import { schemeOf } from '../ticket/scheme';
import type { Desk } from './desk';
import { played } from './played';

/** What stands on the markets, by bet or quote, counted again from the events alone. */
type Standing = Map<string, readonly LegExposure[]>;

function quotaOf({ table, partition, partitions, decidedAtMs }: PartitionState): number {
  const policies = [...table.policies.values()];
  const last = policies.findLastIndex(({ effectiveAtMs }) => effectiveAtMs <= decidedAtMs);
  return Math.min(
    ...policies.slice(last).map(({ levels }) => {
      const limit = levels[0]?.marketLiabilityMax ?? 0;
      return Math.floor(limit / partitions) + (partition < limit % partitions ? 1 : 0);
    }),
  );
}

/** A bet's share of each of its legs' markets, less what was cashed out of it. */
function sharesOf(
  state: PartitionState,
  accepted: KeptAcceptance,
  cashedBps = 0,
): readonly LegExposure[] {
  const scheme = schemeOf(accepted, accepted.legs.length);
  const left = (amount: number) => amount - closedStake(amount, cashedBps);
  return legExposures(scheme, accepted.legs, state.exposureShare(accepted)).map((each) => ({
    ...each,
    stake: left(each.stake),
    winReturn: left(each.winReturn),
  }));
}

const on = (standing: Standing, marketId: MarketId) =>
  [...standing.values()].flat().filter((each) => each.marketId === marketId);

function worstOn({ table }: PartitionState, standing: Standing, marketId: MarketId): number {
  const winners = table.markets.get(marketId)?.definition?.numberOfWinners ?? 1;
  return worstCase(newExposure(), winners, on(standing, marketId));
}

/** Adds shares, none of which may take a market above its quota, unless they lower its worst case. */
function add(
  state: PartitionState,
  standing: Standing,
  id: string,
  shares: readonly LegExposure[],
): void {
  const markets = shares.map(({ marketId }) => marketId);
  const before = markets.map((marketId) => worstOn(state, standing, marketId));
  standing.set(id, shares);
  for (const [index, marketId] of markets.entries()) {
    const after = worstOn(state, standing, marketId);
    expect(after <= (before[index] ?? 0) || after <= quotaOf(state)).toBe(true);
  }
}

/** What one event changes of what stands. */
function follow(state: PartitionState, standing: Standing, event: Decision): void {
  if (event.type === 'QuoteExpired') standing.delete(event.quoteId);
  if (event.type === 'BetQuoted')
    add(state, standing, event.quoteId, state.quotes.get(event.quoteId)?.exposed ?? []);
  if (event.type === 'BetAccepted') {
    const id = betId(event.ticketId, event.bet);
    // A taken quote was tested when it was made, and its bets take its place.
    if (event.quoteId === null) return add(state, standing, id, sharesOf(state, event));
    standing.delete(event.quoteId);
    standing.set(id, sharesOf(state, event));
  }
  if (event.type === 'BetSettled') standing.delete(betId(event.ticketId, event.bet));
  if (event.type === 'BetReopened' || event.type === 'BetCashedOut') {
    const id = betId(event.ticketId, event.bet);
    const bet = state.bets.get(id);
    standing.set(id, bet === undefined ? [] : sharesOf(state, bet.accepted, bet.cashedBps));
  }
}

function checkQuota({ state, batches }: Desk, standing: Standing): void {
  for (const event of batches.at(-1)?.decisions ?? []) follow(state, standing, event);
  for (const marketId of state.table.markets.keys()) {
    const stakes = on(standing, marketId).reduce((sum, { stake }) => sum + stake, 0);
    expect(state.exposure.get(marketId)?.stakes ?? 0).toBe(stakes);
  }
}

describe('exposure', () => {
  test('law 23: no acceptance or quote takes a worst case above the quota, in any partition', () => {
    law((steps) => {
      for (const partitions of [1, 3]) {
        const standing = Array.from({ length: partitions }, (): Standing => new Map());
        played(steps, {
          partitions,
          commandsMax: 1,
          after: (desk) => checkQuota(desk, standing[desk.state.partition] ?? new Map()),
        });
      }
    });
  });
});
