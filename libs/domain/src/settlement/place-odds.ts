import type { Frac } from '@stakelog/contracts';
import { fromFrac, minus, one, plus, times, type Fraction } from './fraction';

/**
 * What a place pays: 1 + (o' − 1)·f, where f is the fraction of the place terms. Reductions come first, so the odds are
 * the effective ones (domain.md §7.4).
 */
export const placeOdds = (effective: Fraction, share: Frac): Fraction =>
  plus(one, times(minus(effective, one), fromFrac(share)));
