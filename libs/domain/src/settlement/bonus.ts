import type { AccumulatorBonus, Leg } from '@stakelog/contracts';
import type { LegFactors } from './factors';
import { compare, fraction, minus, one, times, whole, zero, type Fraction } from './fraction';

/** A leg of a bet with bonus terms; undefined factors: undecided. */
export type BonusLeg = {
  readonly leg: Pick<Leg, 'odds'>;
  readonly factors: LegFactors | undefined;
};

/**
 * The accumulator bonus, exact, in minor units: the largest rate whose number of winning legs is reached, of the
 * winnings (domain.md §7.8). A leg counts where its whole stake won, at odds that count; a void leg does not.
 */
export function accumulatorBonus(
  terms: readonly AccumulatorBonus[],
  legs: readonly BonusLeg[],
  stake: number,
  exactReturn: Fraction,
): Fraction {
  let bonusBps = 0;
  for (const { legsMin, legOddsMin, bonusBps: rate } of terms) {
    const counting = legs.filter(
      ({ leg, factors }) =>
        factors !== undefined && compare(factors.win, one) === 0 && leg.odds >= (legOddsMin ?? 0),
    );
    if (counting.length >= legsMin && rate > bonusBps) bonusBps = rate;
  }
  if (bonusBps === 0) return zero;
  const winnings = minus(exactReturn, whole(stake));
  return winnings.num <= 0n ? zero : times(winnings, fraction(BigInt(bonusBps), 10_000n));
}
