/** An exact fraction in lowest terms, den above zero. The audit's own: it shares no arithmetic with what decided. */
export type Exact = { readonly num: bigint; readonly den: bigint };

export const nought: Exact = { num: 0n, den: 1n };
export const unit: Exact = { num: 1n, den: 1n };

export function reduced(num: bigint, den: bigint): Exact {
  if (den === 1n) return { num, den };
  let [a, b] = [num < 0n ? -num : num, den];
  while (b !== 0n) [a, b] = [b, a % b];
  const divisor = a === 0n ? 1n : a;
  return { num: num / divisor, den: den / divisor };
}

export const whole = (value: number): Exact => ({ num: BigInt(value), den: 1n });

/** From the log, where the terms are numbers or their text. */
export const exactOf = ({
  num,
  den,
}: {
  readonly num: number | string;
  readonly den: number | string;
}): Exact => {
  if (num === 0) return nought;
  if (num === 1 && den === 1) return unit;
  return reduced(BigInt(num), BigInt(den));
};

/** Most legs are won or lost whole: nothing and one need no greatest divisor. */
export function times(left: Exact, right: Exact): Exact {
  if (left.num === 0n || right.num === 0n) return nought;
  if (left === unit) return right;
  if (right === unit) return left;
  return reduced(left.num * right.num, left.den * right.den);
}

export function plus(left: Exact, right: Exact): Exact {
  if (left.num === 0n) return right;
  if (right.num === 0n) return left;
  return reduced(left.num * right.den + right.num * left.den, left.den * right.den);
}

export const minus = (left: Exact, right: Exact): Exact =>
  plus(left, { num: -right.num, den: right.den });
export const same = (left: Exact, right: Exact): boolean =>
  left.num === right.num && left.den === right.den;
export const isAbove = (left: Exact, right: Exact): boolean =>
  left.num * right.den > right.num * left.den;

export const text = ({ num, den }: Exact): string => (den === 1n ? `${num}` : `${num}/${den}`);
