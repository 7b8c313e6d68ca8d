import { decimalOdds, type Leg, type ReductionMethod } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import { describe, expect, test } from '@jest/globals';
import { reduced } from '../arithmetic/exact';
import { legOdds } from './leg-odds';

const leg = sampleEvents.accepted.legs[0] as Leg;
const reducedLeg = (odds: number, method: ReductionMethod, ppm: readonly number[], more = {}) =>
  legOdds(
    { ...leg, odds: decimalOdds(odds), reductionMethod: method, ...more },
    ppm.map((deductionPpm, index) => ({ outcomeId: `r${index}`, deductionPpm, at: 'o5:1' })),
  );

/** The checks of domain.md §7.4, in ten-thousandths where they are exact. */
describe('odds after withdrawals', () => {
  test.each<[ReductionMethod, number, readonly number[], number]>([
    ['RULE4', 60_000, [200_000], 50_000],
    ['RULE4', 110_000, [50_000], 105_000],
    ['RULE4', 100_000, [100_000, 50_000], 86_500],
    ['RULE4', 110_000, [800_000, 400_000], 20_000],
    ['EXCHANGE_WIN', 80_000, [250_000], 60_000],
    ['EXCHANGE_WIN', 86_000, [162_000], 72_068],
    ['EXCHANGE_WIN', 100_000, [100_000, 50_000], 85_500],
    ['EXCHANGE_WIN', 80_000, [24_999], 80_000],
    ['EXCHANGE_WIN', 10_200, [500_000], 10_100],
    ['EXCHANGE_PLACE', 80_000, [250_000], 62_500],
    ['EXCHANGE_PLACE', 80_000, [10_000], 79_300],
    ['NONE', 80_000, [250_000], 80_000],
  ])('%s from %i by %j', (method, odds, ppm, expected) => {
    expect(reducedLeg(odds, method, ppm).odds).toEqual(reduced(BigInt(expected), 10_000n));
  });

  test('say which withdrawals, and stay as they were ante-post', () => {
    expect(reducedLeg(60_000, 'RULE4', [200_000]).steps).toEqual([
      'RULE4: r0 −1/5 (o5:1)',
      'odds 1 + (6 − 1) × (1 − 1/5) = 5',
    ]);
    const antePost = reducedLeg(60_000, 'RULE4', [200_000], { antePost: true });
    expect(antePost).toEqual({ odds: reduced(6n, 1n), steps: [] });
  });
});
