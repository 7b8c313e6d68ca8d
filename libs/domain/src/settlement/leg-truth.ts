import type { FactPosition, Leg, LegOverride, UtcMs } from '@stakelog/contracts';
import type { Market, VoidWindow } from '../market/market';
import { effectiveOdds } from './effective-odds';
import { declaredFactors, lost, overrideFactors, voided, type LegFactors } from './factors';
import { exactPrice, type Fraction } from './fraction';

/** What is in force for a leg, by dominance: override > void window > withdrawal > result (domain.md §7.6). */
export type LegTruth = {
  readonly factors: LegFactors;
  readonly effectiveOdds: Fraction;
  /** Null: an operator's override of this leg. */
  readonly cause: FactPosition | null;
  readonly by: 'OVERRIDE' | 'WINDOW' | 'WITHDRAWAL' | 'RESULT';
};

/** A pure function of the facts in force, whatever their order. Undefined while the leg is undecided. */
export function legTruth(
  leg: Leg,
  acceptedAtMs: UtcMs,
  market: Market | undefined,
  override: LegOverride,
): LegTruth | undefined {
  const price = exactPrice(leg.odds, leg.fraction);
  if (override !== 'NONE')
    return {
      factors: overrideFactors(override),
      effectiveOdds: price,
      cause: null,
      by: 'OVERRIDE',
    };
  if (market === undefined) return undefined;

  const window = [...market.windows.values()].find((range) => covers(range, acceptedAtMs));
  if (window !== undefined)
    return { factors: voided, effectiveOdds: price, cause: window.at, by: 'WINDOW' };

  const withdrawal = market.withdrawals.get(leg.outcomeId);
  if (withdrawal !== undefined) {
    const factors = leg.antePost ? lost : voided;
    return { factors, effectiveOdds: price, cause: withdrawal.at, by: 'WITHDRAWAL' };
  }

  const result = market.results.get(leg.outcomeId);
  if (result === undefined || result.certainty < 2) return undefined;
  return {
    factors: declaredFactors(result.declared),
    effectiveOdds: reducedOdds(leg, acceptedAtMs, market, price),
    cause: result.at,
    by: 'RESULT',
  };
}

/** A void window is half-open; missing bounds are infinite. */
export function covers({ fromMs, toMs }: VoidWindow, ms: number): boolean {
  return (fromMs === null || ms >= fromMs) && (toMs === null || ms < toMs);
}

/** Later bets had the re-formed prices, so only withdrawals after acceptance reduce; never ante-post. */
export function reducedOdds(leg: Leg, acceptedAtMs: UtcMs, market: Market, price: Fraction): Fraction {
  if (leg.antePost) return price;
  const deductionsPpm = [...market.withdrawals]
    .filter(([outcome, { removedAtMs }]) => outcome !== leg.outcomeId && acceptedAtMs < removedAtMs)
    .map(([, { deductionPpm }]) => deductionPpm);
  return effectiveOdds(price, leg.reductionMethod ?? 'NONE', deductionsPpm);
}
