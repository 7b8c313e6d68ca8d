import { describe, expect, test } from '@jest/globals';
import { decimalOdds, minorUnits, type ReductionMethod } from '@stakelog/contracts';
import { ended } from '@stakelog/testing';
import * as fc from 'fast-check';
import { effectiveOdds } from './effective-odds';
import { deadHeat, declaredFactors, legMultiplier, overrideFactors } from './factors';
import {
  compare,
  exactPrice,
  fraction,
  one,
  plus,
  times,
  whole,
  zero,
  type Fraction,
} from './fraction';
import { singlePayout } from './payout';

const decimal = (text: string): Fraction => {
  const [units = '0', part = ''] = text.split('.');
  return fraction(BigInt(units + part), 10n ** BigInt(part.length));
};
const price = (odds: number) => exactPrice(decimalOdds(odds), null);
const paid = (stake: number, multiplier: Fraction, mode: 'HALF_UP' | 'DOWN' = 'HALF_UP') =>
  singlePayout(minorUnits(stake), multiplier, null, mode);

describe('leg multipliers (domain.md §7.2, §7.9)', () => {
  test.each([
    ['win', 'WON', '1.9'],
    ['lose', 'LOST', '0'],
    ['void', 'VOID', '1'],
    ['half win', 'HALF_WON', '1.45'],
    ['half lose', 'HALF_LOST', '0.5'],
  ] as const)('%s at 1.9', (_, word, multiplier) => {
    expect(legMultiplier(overrideFactors(word), price(19_000))).toEqual(decimal(multiplier));
  });

  test.each([
    ['r=1 V=½ at 1.9', [1, 2], [1, 2], 19_000, '1.45'],
    ['r=0 V=½ at 1.9', [0, 1], [1, 2], 19_000, '0.5'],
    ['r=0 V=1 at 1.9', [0, 1], [1, 1], 19_000, '1'],
    ['r=1 D=½ at 5.0', [1, 2], [0, 1], 50_000, '2.5'],
    ['r=1 V=½ D=½ at 3.0', [1, 4], [1, 2], 30_000, '1.25'],
  ] as const)('UOF %s', (_, win, refunded, odds, multiplier) => {
    const factors = declaredFactors(ended('home', win, refunded));
    expect(legMultiplier(factors, price(odds))).toEqual(decimal(multiplier));
  });

  test.each([
    [1, 2, 1, [1, 2]],
    [2, 3, 3, [2, 3]],
    [3, 2, 3, [1, 2]],
    [2, 2, 3, [1, 1]],
    [4, 1, 3, [0, 1]],
    [1, 1, 1, [1, 1]],
  ] as const)('rank %i, %i tied, %i paid', (rank, tied, places, [num, den]) => {
    expect(deadHeat(rank, tied, places)).toEqual(fraction(BigInt(num), BigInt(den)));
  });

  test.each([
    ['two-way at 6/1', { num: 6, den: 1 }, [1, 2], 3_500],
    ['two-way at 4.0', { num: 3, den: 1 }, [1, 2], 2_000],
    ['three-way for two places at 5.0', { num: 4, den: 1 }, [2, 3], 3_333],
  ] as const)('a dead heat divides the stake: £10 %s', (_, quoted, [num, den], payout) => {
    const odds = exactPrice(decimalOdds(10_100), quoted);
    const factors = { win: fraction(BigInt(num), BigInt(den)), void: zero };
    expect(paid(1_000, legMultiplier(factors, odds))).toBe(payout);
  });

  test('a finishing position decides over the factors beside it', () => {
    const result = { ...ended('home', [0, 1]), position: { rank: 1, tied: 2 } };
    expect(declaredFactors(result)).toEqual({ win: fraction(1n, 2n), void: zero });
  });
});

describe('odds after withdrawals (domain.md §7.4)', () => {
  test.each<[ReductionMethod, number, number[], string]>([
    ['RULE4', 60_000, [200_000], '5'],
    ['RULE4', 110_000, [50_000], '10.5'],
    ['RULE4', 100_000, [100_000, 50_000], '8.65'],
    ['RULE4', 100_000, [600_000, 500_000], '1.9'],
    ['EXCHANGE_WIN', 80_000, [250_000], '6'],
    ['EXCHANGE_WIN', 86_000, [162_000], '7.2068'],
    ['EXCHANGE_WIN', 100_000, [100_000, 50_000], '8.55'],
    ['EXCHANGE_WIN', 110_000, [500_000], '5.5'],
    ['EXCHANGE_WIN', 100_000, [24_999], '10'],
    ['EXCHANGE_WIN', 100_000, [25_000], '9.75'],
    ['EXCHANGE_WIN', 12_000, [500_000], '1.01'],
    ['EXCHANGE_PLACE', 80_000, [250_000], '6.25'],
    ['EXCHANGE_PLACE', 80_000, [10_000], '7.93'],
    ['NONE', 80_000, [250_000], '8'],
    ['RULE4', 80_000, [], '8'],
  ])('%s at %i less %j', (method, odds, deductionsPpm, expected) => {
    expect(effectiveOdds(price(odds), method, deductionsPpm)).toEqual(decimal(expected));
  });

  test('law 5: reductions only lower the odds, never below evens of nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<ReductionMethod>('NONE', 'RULE4', 'EXCHANGE_WIN', 'EXCHANGE_PLACE'),
        fc.integer({ min: 10_100, max: 1_000_000_000 }),
        fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 5 }),
        (method, odds, deductions) => {
          const reduced = effectiveOdds(price(odds), method, deductions);
          expect(compare(reduced, price(odds))).toBeLessThanOrEqual(0);
          expect(compare(reduced, one)).toBeGreaterThanOrEqual(0);
        },
      ),
      { seed: 20_260_723 },
    );
  });
});

describe('one rounding (domain.md §7.5)', () => {
  test('1.65 at 10.5 is 17.325: 17.33, or 17.32 rounded down', () => {
    expect(paid(165, price(105_000))).toBe(1_733);
    expect(paid(165, price(105_000), 'DOWN')).toBe(1_732);
  });

  test('£3,000 at 1/3 is 4 000.00, not 3 999.90', () => {
    expect(paid(300_000, exactPrice(decimalOdds(13_333), { num: 1, den: 3 }))).toBe(400_000);
    expect(paid(300_000, price(13_333))).toBe(399_990);
  });

  test('the cap comes before the rounding', () => {
    const odds = price(105_000);
    expect(singlePayout(minorUnits(165), odds, minorUnits(1_700), 'HALF_UP')).toBe(1_700);
    expect(singlePayout(minorUnits(165), odds, minorUnits(1_733), 'HALF_UP')).toBe(1_733);
  });

  const share = fc
    .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))
    .map(([win, refunded]) => ({
      win: fraction(BigInt(win), 24n),
      void: fraction(BigInt(refunded), 24n),
    }));

  test('laws 1, 5 and 6: void returns the stake; more wins more; the rounding is within half a unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: 10_100, max: 10_000_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        share,
        share,
        (stake, odds, raise, factors, other) => {
          const o = price(odds);
          expect(paid(stake, legMultiplier({ win: zero, void: one }, o))).toBe(stake);
          const multiplier = legMultiplier(factors, o);
          const more = legMultiplier(
            { win: plus(factors.win, other.win), void: plus(factors.void, other.void) },
            plus(o, fraction(BigInt(raise), 10_000n)),
          );
          expect(compare(more, multiplier)).toBeGreaterThanOrEqual(0);
          expect(paid(stake, multiplier)).toBeLessThanOrEqual(paid(stake, o));
          const exact = times(whole(stake), multiplier);
          const twice = 2n * (BigInt(paid(stake, multiplier)) * exact.den - exact.num);
          expect(twice <= exact.den && twice > -exact.den).toBe(true);
          const lost = exact.num - BigInt(paid(stake, multiplier, 'DOWN')) * exact.den;
          expect(lost >= 0n && lost < exact.den).toBe(true);
        },
      ),
      { seed: 20_260_724 },
    );
  });
});
