import type { MarketId } from '@stakelog/contracts';
import type { Market } from '../market/market';
import { marketLimits, quota } from '../market/trading-limits';
import type { PartitionState } from '../partition/partition-state';
import { newExposure, withExposures, worstCase, type Exposure, type LegExposure } from './exposure';

/** A market that a bet would stand on, against what may stand there. In minor units of the base currency. */
export type MarketQuota = {
  readonly marketId: MarketId;
  readonly exposure: Exposure;
  readonly winners: number;
  readonly quota: number;
};

/** A market in this partition, with the ticket's earlier bets on it. */
export function marketQuota(
  state: PartitionState,
  market: Market,
  earlier: readonly LegExposure[],
): MarketQuota {
  const { marketId, definition } = market;
  const stands = state.exposure.get(marketId) ?? nothing;
  const before = earlier.length === 0 ? earlier : ofMarket(earlier, marketId);
  return {
    marketId,
    exposure: withExposures(stands, before),
    winners: definition?.numberOfWinners ?? 1,
    quota: quotaInForce(state, market),
  };
}

const nothing: Exposure = newExposure();

const ofMarket = (shares: readonly LegExposure[], marketId: MarketId) =>
  shares.filter((share) => share.marketId === marketId);

/** The first leg whose market these shares would take above its quota; lowering a worst case is always taken. */
export function legAboveQuota(
  quotas: readonly MarketQuota[],
  shares: readonly LegExposure[],
): number | undefined {
  for (const { marketId, exposure, winners, quota: most } of quotas) {
    const after = worstCase(exposure, winners, ofMarket(shares, marketId));
    if (after > most && after > worstCase(exposure, winners))
      return shares.findIndex((share) => share.marketId === marketId);
  }
  return undefined;
}

/** Raised shares count from their time on, lowered ones at once: the least of those not yet replaced. */
function quotaInForce(state: PartitionState, market: Market): number {
  const { table, partition, partitions, decidedAtMs } = state;
  const fixture = table.fixtureOf(market);
  let least = Infinity;
  for (const policy of table.policiesInForce(decidedAtMs)) {
    const { marketLiabilityMax } = marketLimits(policy, market, fixture);
    least = Math.min(
      least,
      quota(policy, market.marketId, marketLiabilityMax, partition, partitions),
    );
  }
  return least;
}
