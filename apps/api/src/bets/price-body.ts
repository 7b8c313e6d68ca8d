import {
  decimalOdds,
  oddsMax,
  oddsMin,
  oddsNotations,
  parseOdds,
  type Price,
} from '@stakelog/contracts';
import { z } from 'zod';

export const odds = z
  .int()
  .min(oddsMin)
  .max(oddsMax)
  .meta({ description: 'decimal odds in ten-thousandths: 25000 is 2.5' });

const written = z.strictObject({
  notation: z.enum(oddsNotations),
  value: z.string().min(1).max(32).meta({ description: 'as people write it: 11/8, -120, 2.375' }),
});

const term = z.int().positive().max(999_999_999);

/** A price in any of the usual ways: whole ten-thousandths, a notation with its text, or an exact fraction. */
export const priceFields = {
  odds: z.union([odds, written]).optional(),
  fraction: z
    .strictObject({ num: term, den: term })
    .optional()
    .meta({ description: 'exact winnings per stake: 11/8; alone it is the price' }),
};

type Written = z.output<z.ZodObject<typeof priceFields>>;

/** Which field is wrong, where it is no price that we take. */
export type PriceFault = { readonly path: 'odds' | 'fraction'; readonly message: string };

/** The price in its one exact form. Whole odds beside a fraction are taken as the market showed them. */
export function priceOf({ odds: stated, fraction }: Written): Price | PriceFault {
  if (typeof stated === 'number') return { odds: decimalOdds(stated), fraction: fraction ?? null };
  if (stated !== undefined && fraction !== undefined)
    return { path: 'fraction', message: 'a written price is exact by itself' };
  const path = fraction === undefined ? 'odds' : 'fraction';
  const text = fraction === undefined ? stated?.value : `${fraction.num}/${fraction.den}`;
  if (text === undefined) return { path, message: 'state the odds that you saw' };
  const price = parseOdds(text, stated?.notation ?? 'FRACTIONAL');
  if (!('code' in price)) return price;
  const isForm = price.code === 'INVALID_FORMAT';
  return { path, message: isForm ? 'is no price in this notation' : 'is no price that we take' };
}
