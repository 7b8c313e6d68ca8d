import type { BetPosition } from '@stakelog/contracts';
import { fraction, times, zero, type Fraction } from '../settlement/fraction';

/** How a bet combines its legs: positions (with alternatives), bankers, and the fold sizes that are played. */
export type Scheme = {
  readonly positions: readonly BetPosition[];
  /** Fold sizes; they count the bankers. */
  readonly sizes: readonly number[];
};

/** How a bet's combination is written. */
export type Combined = {
  readonly kind: 'SINGLE' | 'MULTIPLE' | 'SYSTEM';
  readonly sizes: readonly number[];
  readonly positions: readonly BetPosition[];
};

/** The scheme of a bet as it is written: no positions means one per leg, no sizes all legs in one line. */
export function schemeOf(written: Combined | Scheme, legs: number): Scheme {
  const { sizes, positions } = written;
  const spelled =
    positions.length > 0
      ? positions
      : Array.from({ length: legs }, (_, leg) => ({ selections: [leg], banker: false }));
  if (sizes.length > 0) return { positions: spelled, sizes };
  return {
    positions: spelled,
    sizes: 'kind' in written && written.kind === 'SINGLE' ? [1] : [spelled.length],
  };
}

/** How many lines the scheme has, each-way counted once: the sum below with 1 for every selection. */
export function lineCount({ positions, sizes }: Scheme): bigint {
  const ways = positions.map(({ selections }) => BigInt(selections.length));
  return combined(
    { positions, sizes },
    ways,
    ways.map(() => 1n),
  );
}

/**
 * What one unit per line returns: Π_bankers M · Σ_{k∈sizes} e_{k−b}(M), where M of a position is the sum of its
 * alternatives' multipliers (domain.md §6). Exact; O(positions · largest size), nothing is enumerated.
 */
export function schemeReturn(scheme: Scheme, multipliers: readonly Fraction[]): Fraction {
  const sums = scheme.positions.map(({ selections }) => sumOf(selections, multipliers));
  const num = combined(
    scheme,
    sums.map((sum) => sum.num),
    sums.map((sum) => sum.den),
  );
  return fraction(
    num,
    sums.reduce((product, { den }) => product * den, 1n),
  );
}

/** Over a common denominator: the numerator of the elementary symmetric sums, times every position's den. */
function combined({ positions, sizes }: Scheme, nums: readonly bigint[], dens: readonly bigint[]) {
  let bankers = 0;
  let bankerProduct = 1n;
  let symmetric: bigint[] = [1n];
  const largest = Math.max(0, ...sizes);
  for (const [index, { banker }] of positions.entries()) {
    const num = nums[index] ?? 0n;
    const den = dens[index] ?? 1n;
    if (banker) {
      bankers++;
      bankerProduct *= num;
    } else symmetric = withPosition(symmetric, num, den, largest);
  }
  const played = sizes.reduce((sum, size) => sum + (symmetric[size - bankers] ?? 0n), 0n);
  return bankerProduct * played;
}

/** One more position: e_k(new) = e_k · den + e_{k−1} · num. */
function withPosition(symmetric: readonly bigint[], num: bigint, den: bigint, largest: number) {
  const length = Math.min(symmetric.length, largest) + 1;
  const next: bigint[] = [];
  for (let k = 0; k < length; k++)
    next.push((symmetric[k] ?? 0n) * den + (k === 0 ? 0n : (symmetric[k - 1] ?? 0n) * num));
  return next;
}

function sumOf(selections: readonly number[], multipliers: readonly Fraction[]): Fraction {
  const [first, ...others] = selections;
  let sum = first === undefined ? zero : (multipliers[first] ?? zero);
  for (const other of others) {
    const { num, den } = multipliers[other] ?? zero;
    sum = { num: sum.num * den + num * sum.den, den: sum.den * den };
  }
  return sum;
}

/** The exact product of a position's odds, for prices that are compared in total. */
export const product = (factors: readonly Fraction[]): Fraction =>
  factors.reduce(times, fraction(1n, 1n));
