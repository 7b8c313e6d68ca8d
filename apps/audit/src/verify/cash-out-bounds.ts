import type { CashOutQuoted } from '@stakelog/contracts';
import { reduced, times, type Exact } from '../arithmetic/exact';
import { schemeSums, schemeWritten } from '../arithmetic/lines';
import { priceOf, type BetTerms } from '../arithmetic/settlement';

const BILLION = 1_000_000_000n;

/**
 * Between what amounts a cash-out quote lies (domain.md §8): V is the return with every leg at probability × price,
 * less the margin, for the share. The quote shows its probabilities to a billionth, so V is known to within that.
 * Undefined where a leg is decided, which the quote shows as no probability.
 */
export function cashOutBounds(
  terms: BetTerms,
  cashedBps: number,
  quoted: CashOutQuoted,
): { readonly least: bigint; readonly most: bigint } | undefined {
  const chances = quoted.legs.map(({ probPpb }) => probPpb);
  if (terms.eachWay || chances.length !== terms.legs.length) return undefined;
  if (chances.includes(null)) return undefined;
  const share = BigInt(quoted.toShareBps - cashedBps) * BigInt(10_000 - quoted.marginBps);
  const offer = (halfSteps: bigint): bigint => {
    const worths = terms.legs.map((leg, index) => {
      const steps = 2n * BigInt(chances[index] ?? 0) + halfSteps;
      return times(reduced(steps < 0n ? 0n : steps, 2n * BILLION), priceOf(leg));
    });
    const value = capped(valueOf(terms, worths), terms.maxPayout);
    return (value.num * share) / (value.den * 100_000_000n);
  };
  return { least: offer(-1n), most: offer(1n) };
}

function valueOf(terms: BetTerms, worths: readonly Exact[]): Exact {
  const scheme = schemeWritten(terms, terms.legs.length);
  const unitStake = reduced(BigInt(terms.stake), BigInt(terms.lines));
  return times(unitStake, schemeSums(scheme, worths).total);
}

function capped(value: Exact, cap: number | null): Exact {
  if (cap === null || value.num <= BigInt(cap) * value.den) return value;
  return { num: BigInt(cap), den: 1n };
}
