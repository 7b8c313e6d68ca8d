import { limits, type DecimalOdds } from '@stakelog/contracts';

const FRACTION_BITS = 32;
/** Bits kept while squaring: each squaring doubles the error, so 32 of them still leave 32 right bits. */
const WORK_BITS = 96n;
const TWO = 2n << WORK_BITS;
const ODDS_UNIT = 10_000n;

/** Newest results by odds: tickets of one offer meet the same odds again. */
const known = new Map<number, number>();

/**
 * log₂ of decimal odds in units of 2^−32, rounded down: a whole number above zero. By squaring bit by bit in
 * integers, because engines may round Math.log differently (domain.md §10).
 */
export function log2(odds: DecimalOdds): number {
  const before = known.get(odds);
  if (before !== undefined) return before;
  const result = squaredOut((BigInt(odds) << WORK_BITS) / ODDS_UNIT);
  if (known.size >= limits.logarithmsKeptMax) known.clear();
  known.set(odds, result);
  return result;
}

/** Halves into [1, 2) for the whole part; then each squaring gives one more bit. */
function squaredOut(value: bigint): number {
  let result = 0;
  let rest = value;
  for (; rest >= TWO; rest >>= 1n) result++;
  for (let bit = 0; bit < FRACTION_BITS; bit++) {
    rest = (rest * rest) >> WORK_BITS;
    result *= 2;
    if (rest < TWO) continue;
    rest >>= 1n;
    result++;
  }
  return result;
}
