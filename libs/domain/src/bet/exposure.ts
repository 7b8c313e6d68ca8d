import type { DecimalOdds, MarketId, OutcomeId } from '@stakelog/contracts';
import { schemeOf, type Combined, type Scheme } from '../ticket/scheme';
import { legShares, legWeights, type ExposureShare } from './apportionment';

/** What the book owes on one market in this partition, in minor units of the base currency. */
export type Exposure = { stakes: number; readonly returns: Map<OutcomeId, number> };

export const newExposure = (): Exposure => ({ stakes: 0, returns: new Map() });

/** One leg's share of a bet, and the outcome whose win would pay it. */
export type LegExposure = ExposureShare & {
  readonly marketId: MarketId;
  readonly outcomeId: OutcomeId;
};

/** A leg, as far as its share of a bet depends on it. */
export type ExposedLeg = {
  readonly marketId: MarketId;
  readonly outcomeId: OutcomeId;
  readonly odds: DecimalOdds;
};

/** What a bet puts on the markets of its legs, by leg: its stake and liability apportioned (domain.md §10). */
export function legExposures(
  bet: Combined | Scheme,
  legs: readonly ExposedLeg[],
  whole: ExposureShare,
): readonly LegExposure[] {
  const [only] = legs;
  if (only !== undefined && legs.length === 1) return placed([only], [whole]);
  const weights = legWeights(
    schemeOf(bet, legs.length),
    legs.map(({ odds }) => odds),
  );
  return placed(legs, legShares(whole, weights));
}

/** Shares, each on its leg's outcome. */
export const placed = (
  legs: readonly Pick<ExposedLeg, 'marketId' | 'outcomeId'>[],
  shares: readonly ExposureShare[],
): readonly LegExposure[] =>
  legs.map(({ marketId, outcomeId }, leg) => {
    const { stake, winReturn } = shares[leg] ?? nothing;
    return { marketId, outcomeId, stake, winReturn };
  });

const nothing: ExposureShare = { stake: 0, winReturn: 0 };

export function addExposure(to: Exposure, outcome: OutcomeId, share: ExposureShare, sign: 1 | -1) {
  to.stakes += sign * share.stake;
  const total = (to.returns.get(outcome) ?? 0) + sign * share.winReturn;
  if (total === 0) to.returns.delete(outcome);
  else to.returns.set(outcome, total);
}

/** The same exposure with more on it; a new one unless there is nothing to add. */
export function withExposures(to: Exposure, more: readonly LegExposure[]): Exposure {
  if (more.length === 0) return to;
  const sum: Exposure = { stakes: to.stakes, returns: new Map(to.returns) };
  for (const share of more) addExposure(sum, share.outcomeId, share, 1);
  return sum;
}

/**
 * The worst case: the sum of the `winners` largest returns, minus all stakes (domain.md §10). With one winner
 * that is max E(j). Negative while the book cannot lose.
 */
export function worstCase(
  exposure: Exposure,
  winners: number,
  extra: readonly LegExposure[] = [],
): number {
  const [share] = extra;
  if (winners <= 1 && extra.length <= 1) return worstOfOne(exposure, share);
  const { stakes, returns } = withExposures(exposure, extra);
  const largest = [...returns.values()].toSorted((left, right) => right - left);
  return largest.slice(0, Math.max(1, winners)).reduce((sum, each) => sum + each, 0) - stakes;
}

/** With one winner and at most one share more, which is what most bets ask: nothing is copied or sorted. */
function worstOfOne({ stakes, returns }: Exposure, share: LegExposure | undefined): number {
  let owed = share === undefined ? 0 : (returns.get(share.outcomeId) ?? 0) + share.winReturn;
  for (const each of returns.values()) if (each > owed) owed = each;
  return owed - stakes - (share?.stake ?? 0);
}
