import { describe, expect, test } from '@jest/globals';
import { marketId, utcMs } from '@stakelog/contracts';
import { facts, sampleEvents } from '@stakelog/testing';
import { MarketTable } from '../market/market-table';
import { evolve, openBatch } from '../partition/evolve';
import { PartitionState } from '../partition/partition-state';

const { opened, deposited, accepted, settled } = sampleEvents;
const market = marketId(accepted.legs[0]?.marketId ?? '');

/** A single of an account in this currency, folded over a table without any policy. */
function stateWithBet(currency: string): PartitionState {
  const state = new PartitionState(0, 1, new MarketTable(1));
  openBatch(state, utcMs(1_000));
  for (const event of [{ ...opened, currency }, deposited, { ...accepted, policyVersion: 1 }])
    evolve(state, event);
  return state;
}

describe('what a bet put on its market is what is taken off', () => {
  test.each(['EUR', 'USD'])('when the policy that has the rate of %s comes later', (currency) => {
    const state = stateWithBet(currency);
    expect(state.exposure.get(market)?.stakes).toBe(1_000);
    state.table.adopt({ partition: 0, offset: 0 }, 'policy', facts.policy());
    evolve(state, settled(1, 0));
    expect(state.exposure.size).toBe(0);
  });

  test('when the policy that has the rate is lost', () => {
    const before = stateWithBet('USD');
    before.table.adopt({ partition: 0, offset: 0 }, 'policy', facts.policy());
    evolve(before, { ...accepted, ticketId: accepted.ticketId, bet: 1, policyVersion: 1 });
    expect(before.exposure.get(market)?.stakes).toBe(1_000 + 910);
    before.table.policies.clear();
    evolve(before, { ...settled(1, 0), bet: 1 });
    expect(before.exposure.get(market)?.stakes).toBe(1_000);
  });
});
