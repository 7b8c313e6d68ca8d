import type { MarketId, OutcomeId } from '@stakelog/contracts';

/** What the book owes on one market in this partition, in minor units of the base currency. */
export type Exposure = { stakes: number; readonly returns: Map<OutcomeId, number> };

export const newExposure = (): Exposure => ({ stakes: 0, returns: new Map() });

/** One leg's share of a bet: what is staked, and what comes back if it wins. */
export type ExposureShare = { readonly stake: number; readonly winReturn: number };

/** A share, and the outcome whose win would pay it. */
export type LegExposure = ExposureShare & {
  readonly marketId: MarketId;
  readonly outcomeId: OutcomeId;
};

export function addExposure(to: Exposure, outcome: OutcomeId, share: ExposureShare, sign: 1 | -1) {
  to.stakes += sign * share.stake;
  const total = (to.returns.get(outcome) ?? 0) + sign * share.winReturn;
  if (total === 0) to.returns.delete(outcome);
  else to.returns.set(outcome, total);
}

/**
 * The worst case: the sum of the `winners` largest returns, minus all stakes (domain.md §10). With one winner
 * that is max E(j). Negative while the book cannot lose.
 */
export function worstCase(
  { stakes, returns }: Exposure,
  winners: number,
  extra?: { readonly outcome: OutcomeId; readonly share: ExposureShare },
): number {
  const totals = new Map(returns);
  if (extra !== undefined)
    totals.set(extra.outcome, (totals.get(extra.outcome) ?? 0) + extra.share.winReturn);
  const largest = [...totals.values()].toSorted((left, right) => right - left);
  const owed = largest.slice(0, Math.max(1, winners)).reduce((sum, each) => sum + each, 0);
  return owed - stakes - (extra?.share.stake ?? 0);
}
