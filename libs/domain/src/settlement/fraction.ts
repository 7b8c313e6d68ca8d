import {
  assert,
  limits,
  type DecimalOdds,
  type ExactFrac,
  type Frac,
  type Rounding,
} from '@stakelog/contracts';

/** An exact rational, always in lowest terms with a positive denominator. BigInt, since products pass 2^53. */
export type Fraction = { readonly num: bigint; readonly den: bigint };

const magnitude = (value: bigint) => (value < 0n ? -value : value);

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [magnitude(left), magnitude(right)];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** Most terms are small: a common divisor of doubles takes a fifth of the time. */
function commonDivisor(num: bigint, den: bigint): bigint {
  let [a, b] = [Math.abs(Number(num)), Math.abs(Number(den))];
  if (a > Number.MAX_SAFE_INTEGER || b > Number.MAX_SAFE_INTEGER)
    return greatestCommonDivisor(num, den);
  while (b !== 0) [a, b] = [b, a % b];
  return BigInt(a);
}

/** Asserts a denominator other than zero, and reduces. */
export function fraction(num: bigint, den: bigint): Fraction {
  assert(den !== 0n, 'a fraction has a denominator');
  if (den === 1n) return { num, den };
  const divisor = commonDivisor(num, den);
  const signed = den < 0n ? -divisor : divisor;
  return signed === 1n ? { num, den } : { num: num / signed, den: den / signed };
}

export const zero: Fraction = { num: 0n, den: 1n };
export const one: Fraction = { num: 1n, den: 1n };

export const whole = (value: number): Fraction => ({ num: BigInt(value), den: 1n });
export const fromFrac = ({ num, den }: Frac): Fraction => fraction(BigInt(num), BigInt(den));
export const exactFrac = ({ num, den }: Fraction): ExactFrac => ({ num: `${num}`, den: `${den}` });

const nothing: Frac = { num: 0, den: 1 };
const everything: Frac = { num: 1, den: 1 };

/** Asserts that both terms are safe integers. */
export function frac({ num, den }: Fraction): Frac {
  // Kept by a million settled bets: the usual ones are one object.
  if (den === 1n && num <= 1n && num >= 0n) return num === 0n ? nothing : everything;
  const terms = { num: Number(num), den: Number(den) };
  assert(Number.isSafeInteger(terms.num), 'a numerator on the wire is a safe integer');
  assert(Number.isSafeInteger(terms.den), 'a denominator on the wire is a safe integer');
  return terms;
}

export const plus = (left: Fraction, right: Fraction) =>
  fraction(left.num * right.den + right.num * left.den, left.den * right.den);
export const minus = (left: Fraction, right: Fraction) =>
  fraction(left.num * right.den - right.num * left.den, left.den * right.den);
export const times = (left: Fraction, right: Fraction) =>
  fraction(left.num * right.num, left.den * right.den);

/** Negative, zero or positive, as left is below, equal to or above right. */
export function compare(left: Fraction, right: Fraction): number {
  const difference = left.num * right.den - right.num * left.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Newest prices by odds: tickets of one offer meet the same odds again. */
const decimals = new Map<number, Fraction>();

/** The exact decimal price: 1 + num/den where it was quoted as a fraction, else odds / 10 000. */
export function exactPrice(odds: DecimalOdds, quoted: Frac | null): Fraction {
  if (quoted !== null) return plus(one, fromFrac(quoted));
  const known = decimals.get(odds);
  if (known !== undefined) return known;
  const price = fraction(BigInt(odds), 10_000n);
  if (decimals.size >= limits.exactPricesKeptMax) decimals.clear();
  decimals.set(odds, price);
  return price;
}

/** A value that is not negative as a whole number: HALF_UP the nearest, DOWN the one below. */
export function wholeNumber({ num, den }: Fraction, mode: Rounding): bigint {
  assert(num >= 0n, 'only what is paid is rounded');
  return mode === 'DOWN' ? num / den : (2n * num + den) / (2n * den);
}

/** The same as money: asserts that it is a safe integer. */
export function rounded(value: Fraction, mode: Rounding): number {
  const result = wholeNumber(value, mode);
  assert(result <= BigInt(Number.MAX_SAFE_INTEGER), 'money is a safe integer');
  return Number(result);
}
