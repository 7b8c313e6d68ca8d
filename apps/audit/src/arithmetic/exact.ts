/** An exact fraction in lowest terms, den above zero. The audit's own: it shares no arithmetic with what decided. */
export type Exact = { readonly num: bigint; readonly den: bigint };

export const nought: Exact = { num: 0n, den: 1n };
export const unit: Exact = { num: 1n, den: 1n };

export function reduced(num: bigint, den: bigint): Exact {
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
}): Exact => reduced(BigInt(num), BigInt(den));

export const times = (left: Exact, right: Exact): Exact =>
  reduced(left.num * right.num, left.den * right.den);
export const plus = (left: Exact, right: Exact): Exact =>
  reduced(left.num * right.den + right.num * left.den, left.den * right.den);
export const minus = (left: Exact, right: Exact): Exact =>
  plus(left, { num: -right.num, den: right.den });
export const same = (left: Exact, right: Exact): boolean =>
  left.num === right.num && left.den === right.den;
export const isAbove = (left: Exact, right: Exact): boolean =>
  left.num * right.den > right.num * left.den;

export const text = ({ num, den }: Exact): string => (den === 1n ? `${num}` : `${num}/${den}`);
