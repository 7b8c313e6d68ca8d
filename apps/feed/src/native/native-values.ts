import {
  decimalOdds,
  fixtureId,
  limits,
  marketId,
  oddsMax,
  oddsMin,
  oddsNotations,
  outcomeId,
  parseOdds,
  utcMs,
  type DecimalOdds,
  type Frac,
  type Price,
} from '@stakelog/contracts';
import { z } from 'zod';

/** Words as messages carry them. */
export const text = z
  .string()
  .min(1)
  .max(limits.textLengthMax)
  .regex(/^[\x20-\x7e]*$/, 'printable ASCII only');
/** UTC milliseconds. */
export const time = z.int().min(0).max(8_640_000_000_000_000).transform(utcMs);
export const count = z.int().min(0).max(1_000_000);
export const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const fixture = text.transform(fixtureId);
export const market = text.transform(marketId);
export const outcome = text.transform(outcomeId);
/** A field that may be left out; messages carry null then. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullable().default(null);

/** Of numerators and denominators. */
const FRACTION_MAX = 999_999_999;
const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
const frac = z
  .strictObject({
    num: z.int().min(0).max(FRACTION_MAX),
    den: z.int().min(1).max(FRACTION_MAX),
  })
  .refine(({ num, den }) => divisor(num, den) === 1, 'a fraction in lowest terms');
/** Above zero. */
export const positive = frac.refine(({ num }) => num > 0, 'a fraction above zero');
/** Above zero, at most one. */
export const share = positive.refine(({ num, den }) => num <= den, 'a fraction of at most one');

export const factorsShape = { win: frac, void: frac };
export const atMostOne = 'win and void are at most 1 together';

/** BigInt, because the products pass 2^53. */
export const addsToOneAtMost = ({ win, void: refunded }: { win: Frac; void: Frac }): boolean => {
  const [w, v] = [BigInt(win.den), BigInt(refunded.den)];
  return BigInt(win.num) * v + BigInt(refunded.num) * w <= w * v;
};

const integerOdds = z
  .int()
  .min(oddsMin)
  .max(oddsMax)
  .transform((odds): Price => ({ odds: decimalOdds(odds), fraction: null }));
/** A price as people write it, in a notation of theirs. */
const writtenOdds = z
  .strictObject({
    notation: z.enum(oddsNotations),
    value: z.union([z.string().max(20), z.number().transform(String)]),
  })
  .transform(({ notation, value }, context): Price => {
    const parsed = parseOdds(value, notation);
    if (!('code' in parsed)) return parsed;
    context.addIssue({ code: 'custom', path: ['value'], message: parsed.code });
    return z.NEVER;
  });

export const price = {
  odds: optional(z.union([integerOdds, writtenOdds])),
  fraction: optional(positive),
  probPpb: optional(z.int().min(0).max(1_000_000_000)),
};

type Priced = { readonly odds: Price | null; readonly fraction: Frac | null };

/** Odds and fraction say the same, however they came: the odds are the fraction, rounded half up. */
export function onePrice<Outcome extends Priced>(
  priced: Outcome,
  context: z.RefinementCtx,
): Omit<Outcome, keyof Priced> & { odds: DecimalOdds | null; fraction: Frac | null } {
  const odds = priced.odds?.odds ?? null;
  const fraction = priced.fraction ?? priced.odds?.fraction ?? null;
  if (fraction !== null && odds !== rounded(fraction)) {
    const message = 'is not the price of the odds';
    context.addIssue({ code: 'custom', path: ['fraction'], message });
  }
  return { ...priced, odds, fraction };
}

function rounded({ num, den }: Frac): number | undefined {
  const parsed = parseOdds(`${num}/${den}`, 'FRACTIONAL');
  return 'code' in parsed ? undefined : parsed.odds;
}
