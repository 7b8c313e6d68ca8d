import { minorUnits, type MinorUnits, type Rounding } from '@stakelog/contracts';
import { compare, rounded, times, whole, type Fraction } from './fraction';

/** What a bet returns: exactly, and paid. */
export type Payout = { readonly exact: Fraction; readonly paid: MinorUnits };

/** The largest amount a safe integer holds; a return above it is capped like any other. */
const payoutMax = Number.MAX_SAFE_INTEGER;

/**
 * The return of a single: stake × leg multiplier, capped, then rounded once (domain.md §7.5).
 * Stake and cap in minor units, stake included in the return.
 */
export function singlePayout(
  stake: MinorUnits,
  multiplier: Fraction,
  cap: MinorUnits | null,
  rounding: Rounding,
): Payout {
  const exact = times(whole(stake), multiplier);
  const ceiling = whole(cap ?? payoutMax);
  const capped = compare(exact, ceiling) > 0 ? ceiling : exact;
  return { exact, paid: minorUnits(rounded(capped, rounding)) };
}
