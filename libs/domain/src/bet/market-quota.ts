import { defined, type MarketId } from '@stakelog/contracts';
import { marketLimits, quota } from '../market/trading-limits';
import type { PartitionState } from '../partition/partition-state';
import { newExposure, withExposures, worstCase, type Exposure, type LegExposure } from './exposure';

/** A market that a bet would stand on, against what may stand there. In minor units of the base currency. */
export type MarketQuota = {
  readonly marketId: MarketId;
  readonly exposure: Exposure;
  readonly winners: number;
  /** The worst case without the bet. */
  readonly before: number;
  readonly quota: number;
};

/** A market in this partition, with the ticket's earlier bets on it. */
export function marketQuota(
  state: PartitionState,
  marketId: MarketId,
  earlier: readonly LegExposure[],
): MarketQuota {
  const winners = state.table.markets.get(marketId)?.definition?.numberOfWinners ?? 1;
  const stands = state.exposure.get(marketId) ?? newExposure();
  const exposure = withExposures(
    stands,
    earlier.filter((share) => share.marketId === marketId),
  );
  const before = worstCase(exposure, winners);
  return { marketId, exposure, winners, before, quota: quotaInForce(state, marketId) };
}

/** The first leg whose market these shares would take above its quota; lowering a worst case is always taken. */
export function legAboveQuota(
  quotas: readonly MarketQuota[],
  shares: readonly LegExposure[],
): number | undefined {
  for (const { marketId, exposure, winners, before, quota: most } of quotas) {
    const own = shares.filter((share) => share.marketId === marketId);
    const after = worstCase(exposure, winners, own);
    if (after > before && after > most)
      return shares.findIndex((share) => share.marketId === marketId);
  }
  return undefined;
}

/** Raised shares count from their time on, lowered ones at once: the least of those not yet replaced. */
function quotaInForce(state: PartitionState, marketId: MarketId): number {
  const { table, partition, partitions, decidedAtMs } = state;
  const market = defined(table.markets.get(marketId), 'row 15 found the market');
  const fixture = table.fixtureOf(market);
  return Math.min(
    ...table.policiesInForce(decidedAtMs).map((policy) => {
      const { marketLiabilityMax } = marketLimits(policy, market, fixture);
      return quota(policy, marketId, marketLiabilityMax, partition, partitions);
    }),
  );
}
