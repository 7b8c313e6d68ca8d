import type { Rounding } from '@stakelog/contracts';
import { compare, whole, wholeNumber, type Fraction } from '@stakelog/domain';

/** How a bet's exact return becomes money; the maximum in minor units, undefined where there is none. */
export type Payment = { readonly rounding: Rounding; readonly maxPayout: number | undefined };

/** round(min(exact, maximum)), in minor units: the one rounding of a bet. It may pass 2^53 where there is no maximum. */
export function paid(exact: Fraction, { rounding, maxPayout }: Payment): bigint {
  if (maxPayout === undefined) return wholeNumber(exact, rounding);
  const ceiling = whole(maxPayout);
  return wholeNumber(compare(exact, ceiling) > 0 ? ceiling : exact, rounding);
}
