import type { Factors, Frac } from '@stakelog/contracts';

/** A decimal text as the number it says: `num / den`, den a power of ten. Never negative. */
export type ExactDecimal = { readonly num: bigint; readonly den: bigint };

const pattern = /^(\d{1,12})(?:\.(\d{1,18}))?(?:[eE]([+-]?\d{1,2}))?$/u;
/** Beyond this a denominator is no fraction that a settlement is meant to have. */
const DEN_MAX = 1_000_000_000n;

/** `0.5`, `1`, `8.97094E-4`; undefined for anything else. */
export function exactDecimal(written: string): ExactDecimal | undefined {
  const [, whole, part = '', exponent = '0'] = pattern.exec(written) ?? [];
  if (whole === undefined) return undefined;
  const shift = Number(exponent) - part.length;
  const num = BigInt(whole + part);
  return shift >= 0
    ? { num: num * 10n ** BigInt(shift), den: 1n }
    : { num, den: 10n ** BigInt(-shift) };
}

/** Parts per billion of a probability, half up; undefined where it is none. */
export function probPpb(written: string): number | undefined {
  const value = exactDecimal(written);
  if (value === undefined || value.num > value.den) return undefined;
  return Number((2_000_000_000n * value.num + value.den) / (2n * value.den));
}

/**
 * What a stake comes to where the outcome came (1) or not (0), with the share that is refunded and
 * the share that a dead heat leaves: win = (1 − V)·r·D, void = V. Undefined where a share is above
 * one, or finer than a billionth.
 */
export function factorsOf(
  result: 0 | 1,
  voidFactor: ExactDecimal,
  deadHeat: ExactDecimal,
): Factors | undefined {
  if (voidFactor.num > voidFactor.den || deadHeat.num > deadHeat.den) return undefined;
  const kept = voidFactor.den - voidFactor.num;
  const win = reduced(BigInt(result) * kept * deadHeat.num, voidFactor.den * deadHeat.den);
  const refunded = reduced(voidFactor.num, voidFactor.den);
  return win === undefined || refunded === undefined ? undefined : { win, void: refunded };
}

function reduced(num: bigint, den: bigint): Frac | undefined {
  let [a, b] = [num, den];
  while (b !== 0n) [a, b] = [b, a % b];
  return den / a > DEN_MAX ? undefined : { num: Number(num / a), den: Number(den / a) };
}
