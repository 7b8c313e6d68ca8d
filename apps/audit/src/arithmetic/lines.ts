import type { BetAccepted } from '@stakelog/contracts';
import { nought, plus, times, unit, type Exact } from './exact';

type Combined = Pick<BetAccepted, 'kind' | 'sizes' | 'positions'>;

/** A bet's scheme written out: each position with its legs, and the fold sizes that are played. */
export type WrittenScheme = {
  readonly positions: readonly { readonly legs: readonly number[]; readonly banker: boolean }[];
  /** Legs per line, bankers counted. */
  readonly sizes: readonly number[];
  readonly bankers: number;
};

/** The one scheme of every bet on one leg: most bets. */
export const single: WrittenScheme = {
  positions: [{ legs: [0], banker: false }],
  sizes: [1],
  bankers: 0,
};

const isPlainSingle = ({ kind, sizes, positions }: Combined, legs: number): boolean => {
  const [first] = positions;
  return (
    kind === 'SINGLE' &&
    legs === 1 &&
    sizes.length === 0 &&
    positions.length <= 1 &&
    (first === undefined ||
      (!first.banker && first.selections.length === 1 && first.selections[0] === 0))
  );
};

/** As domain.md §6 reads it: no positions means one for each leg, no sizes one line of everything. */
export function schemeWritten(combined: Combined, legs: number): WrittenScheme {
  if (isPlainSingle(combined, legs)) return single;
  const { kind, sizes, positions } = combined;
  const written =
    positions.length > 0
      ? positions.map(({ selections, banker }) => ({ legs: selections, banker }))
      : Array.from({ length: legs }, (_, leg) => ({ legs: [leg], banker: false }));
  return {
    positions: written,
    sizes: sizes.length > 0 ? sizes : [kind === 'SINGLE' ? 1 : written.length],
    bankers: written.filter(({ banker }) => banker).length,
  };
}

/** What each position is worth where a leg is worth so much: alternatives add up. */
export const positionSums = (scheme: WrittenScheme, worth: readonly Exact[]): readonly Exact[] =>
  scheme.positions.map(({ legs }) => legs.map((leg) => worth[leg] ?? nought).reduce(plus, nought));

/** The sum of all products of `size` of the values: e_size. */
function symmetric(values: readonly Exact[], size: number): Exact {
  if (size === values.length) return values.reduce(times, unit);
  let sums: readonly Exact[] = [unit, ...Array.from({ length: size }, () => nought)];
  for (const value of values)
    sums = sums.map((sum, k) => (k === 0 ? sum : plus(sum, times(sums[k - 1] ?? nought, value))));
  return sums[size] ?? nought;
}

/** The parts of the scheme's sum: the product of the bankers, and e_{k−b} for each size k. */
export function schemeSums(scheme: WrittenScheme, worth: readonly Exact[]) {
  const sums = positionSums(scheme, worth);
  const of = (banker: boolean) => sums.filter((_, at) => scheme.positions[at]?.banker === banker);
  const bankers = scheme.bankers === 0 ? unit : of(true).reduce(times, unit);
  const others = scheme.bankers === 0 ? sums : of(false);
  const folds = scheme.sizes.map((size) => ({
    size,
    sum: size < scheme.bankers ? nought : symmetric(others, size - scheme.bankers),
  }));
  const total = times(bankers, folds.map(({ sum }) => sum).reduce(plus, nought));
  return { bankers, folds, total };
}

/** Lines of the scheme, each-way counted once: what it sums to where every leg is worth 1. */
export const lineCount = (scheme: WrittenScheme, legs: number): bigint =>
  isSingle(scheme)
    ? 1n
    : schemeSums(
        scheme,
        Array.from({ length: legs }, () => unit),
      ).total.num;

const isSingle = (scheme: WrittenScheme) => {
  const { positions, sizes } = scheme;
  return (
    scheme === single ||
    (positions.length === 1 &&
      positions[0]?.legs.length === 1 &&
      sizes.length === 1 &&
      sizes[0] === 1)
  );
};
