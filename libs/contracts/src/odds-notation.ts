import type { Frac } from './generated/records';
import { decimalOdds, oddsMax, oddsMin, type DecimalOdds } from './values';

/** The usual ways to write a price. */
export const oddsNotations = [
  'DECIMAL',
  'FRACTIONAL',
  'AMERICAN',
  'HONG_KONG',
  'MALAY',
  'INDONESIAN',
] as const;
export type OddsNotation = (typeof oddsNotations)[number];

/**
 * A price in its one exact form: what one unit wins beside itself is `fraction`, or where that is
 * null, `odds` less one. `odds` is then the fraction rounded to the ten-thousandth, half up.
 */
export type Price = { readonly odds: DecimalOdds; readonly fraction: Frac | null };

export type ParsedOdds = Price | { readonly code: 'INVALID_FORMAT' | 'PRICE_OUT_OF_RANGE' };

/** Winnings per stake: a positive rational, not necessarily in lowest terms. */
type Winnings = { readonly num: bigint; readonly den: bigint };

const UNIT = 10_000n;
const evens: Winnings = { num: 1n, den: 1n };
const decimalPattern = /^(\d{1,7})(?:\.(\d{1,6}))?$/u;
const fractionPattern = /^(\d{1,9})\/(\d{1,9})$/u;
const evensPattern = /^(?:ev|evs|even|evens)$/iu;

/**
 * Reads a price without rounding: what ten-thousandths cannot say exactly is kept as a fraction, and
 * so is every price that was written as one. `INVALID_FORMAT` where the text is no price of this
 * notation, `PRICE_OUT_OF_RANGE` where it is none that we take.
 */
export function parseOdds(text: string, notation: OddsNotation): ParsedOdds {
  const winnings = winningsOf(text.trim(), notation);
  if (winnings === undefined) return { code: 'INVALID_FORMAT' };
  const { num, den } = winnings;
  const isOffered =
    (num + den) * UNIT >= BigInt(oddsMin) * den && (num + den) * UNIT <= BigInt(oddsMax) * den;
  if (!isOffered) return { code: 'PRICE_OUT_OF_RANGE' };
  const isExact = (num * UNIT) % den === 0n;
  const odds = decimalOdds(Number(divided((num + den) * UNIT, den)));
  return { odds, fraction: isExact && notation !== 'FRACTIONAL' ? null : reduced(winnings) };
}

function winningsOf(text: string, notation: OddsNotation): Winnings | undefined {
  switch (notation) {
    case 'DECIMAL':
      return lessStake(decimal(text));
    case 'FRACTIONAL':
      return evensPattern.test(text) ? evens : written(text);
    case 'AMERICAN':
      return evensPattern.test(text) ? evens : american(text);
    case 'HONG_KONG':
      return positive(decimal(text));
    case 'MALAY':
      return eitherWay(text, (value) => value.num <= value.den);
    case 'INDONESIAN':
      return eitherWay(text, (value) => value.num >= value.den);
  }
}

/** Plus: what a hundred win. Minus: what it takes to win a hundred. */
function american(text: string): Winnings | undefined {
  const found = eitherWay(text, (value) => value.num >= 100n * value.den);
  if (found === undefined) return undefined;
  const { num, den } = found;
  return text.startsWith('-') ? { num: num * 100n, den } : { num, den: den * 100n };
}

/** Plus: what one wins. Minus: what it takes to win one. */
function eitherWay(text: string, isAllowed: (value: Winnings) => boolean): Winnings | undefined {
  const value = positive(decimal(text.replace(/^[+-]/u, '')));
  if (value === undefined || !isAllowed(value)) return undefined;
  return text.startsWith('-') ? { num: value.den, den: value.num } : value;
}

function decimal(text: string): Winnings | undefined {
  const [, whole, part = ''] = decimalPattern.exec(text) ?? [];
  return whole === undefined
    ? undefined
    : { num: BigInt(whole + part), den: 10n ** BigInt(part.length) };
}

function written(text: string): Winnings | undefined {
  const [, num, den] = fractionPattern.exec(text) ?? [];
  if (num === undefined || den === undefined || BigInt(den) === 0n) return undefined;
  return positive({ num: BigInt(num), den: BigInt(den) });
}

const positive = (value: Winnings | undefined) =>
  value !== undefined && value.num > 0n ? value : undefined;

const lessStake = (value: Winnings | undefined) =>
  value && positive({ num: value.num - value.den, den: value.den });

/**
 * The price as people write it. Fractions are exact; American odds have at most two digits behind
 * the point, the others four (six where four would say
 * too little), rounded half up.
 */
export function formatOdds(price: Price, notation: OddsNotation): string {
  const { num, den } = winningsIn(price);
  switch (notation) {
    case 'DECIMAL':
      return digits(num + den, den, 4);
    case 'FRACTIONAL': {
      const fraction = reduced({ num, den });
      return `${fraction.num}/${fraction.den}`;
    }
    case 'AMERICAN':
      return num >= den ? `+${digits(num * 100n, den, 2, 0)}` : `-${digits(den * 100n, num, 2, 0)}`;
    case 'HONG_KONG':
      return digits(num, den, 4);
    case 'MALAY':
      return num <= den ? digits(num, den, 4) : `-${digits(den, num, num > 1_000n * den ? 6 : 4)}`;
    case 'INDONESIAN':
      return num >= den ? digits(num, den, 4) : `-${digits(den, num, num > 1_000n * den ? 6 : 4)}`;
  }
}

const winningsIn = ({ odds, fraction }: Price): Winnings =>
  fraction === null
    ? { num: BigInt(odds) - UNIT, den: UNIT }
    : { num: BigInt(fraction.num), den: BigInt(fraction.den) };

/** Rounded half up to so many digits; zeros at the end fall off, down to as many as are kept. */
function digits(num: bigint, den: bigint, most: number, kept = 2): string {
  const scaled = divided(num * 10n ** BigInt(most), den)
    .toString()
    .padStart(most + 1, '0');
  const whole = scaled.slice(0, -most);
  let part = scaled.slice(-most);
  while (part.length > kept && part.endsWith('0')) part = part.slice(0, -1);
  return part === '' ? whole : `${whole}.${part}`;
}

/** Half up. */
const divided = (num: bigint, den: bigint): bigint => (2n * num + den) / (2n * den);

function reduced({ num, den }: Winnings): Frac {
  let [a, b] = [num, den];
  while (b !== 0n) [a, b] = [b, a % b];
  return { num: Number(num / a), den: Number(den / a) };
}
