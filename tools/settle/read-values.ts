import { fraction, type Fraction } from '@stakelog/domain';
import { Refusal } from './refusal';

/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

const invalid = (at: string, rule: string) => new Refusal('INVALID_FORMAT', `${at} ${rule}`, at);

/** Null stands for a missing field, as in the log. */
export const isMissing = (value: unknown): value is null | undefined =>
  value === undefined || value === null;

export function fieldsOf(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(at, 'is an object');
  return value as Fields;
}

export function listOf(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(at, 'is a list');
  return value as readonly unknown[];
}

export function integerOf(value: unknown, at: string, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max)
    throw invalid(at, `is a whole number from ${min} to ${max}`);
  return value as number;
}

export function flagOf(value: unknown, at: string): boolean {
  if (isMissing(value)) return false;
  if (typeof value !== 'boolean') throw invalid(at, 'is true or false');
  return value;
}

export function wordOf<Word extends string>(
  value: unknown,
  at: string,
  known: readonly Word[],
): Word {
  const found = known.find((word) => word === value);
  if (found === undefined) throw invalid(at, `is one of ${known.join(', ')}`);
  return found;
}

/** At most so many digits of a share: more is no share of a stake. */
const digitsMax = 30;
const exactText = new RegExp(
  `^(\\d{1,${digitsMax}})(?:/(\\d{1,${digitsMax}})|\\.(\\d{1,${digitsMax}}))?$`,
);

/** A share that is not negative, exactly as it is written: "2/3", "1", "0.25", 1 or { num, den }. */
export function shareOf(value: unknown, at: string): Fraction {
  if (typeof value === 'object' && value !== null) return fracOf(value, at, 0);
  const [, whole, den, decimals = ''] = exactText.exec(String(value)) ?? [];
  if (whole === undefined || (typeof value !== 'string' && typeof value !== 'number'))
    throw invalid(at, 'is a share such as "2/3"');
  if (den === undefined) return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  if (BigInt(den) === 0n) throw invalid(at, 'has a denominator above zero');
  return fraction(BigInt(whole), BigInt(den));
}

/** { num, den } with den above zero. */
export function fracOf(value: unknown, at: string, numMin: 0 | 1): Fraction {
  const { num, den } = fieldsOf(value, at);
  const top = integerOf(num, `${at}.num`, numMin, Number.MAX_SAFE_INTEGER);
  const bottom = integerOf(den, `${at}.den`, 1, Number.MAX_SAFE_INTEGER);
  return fraction(BigInt(top), BigInt(bottom));
}
