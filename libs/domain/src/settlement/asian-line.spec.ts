import { describe, expect, test } from '@jest/globals';
import { decimalOdds } from '@stakelog/contracts';
import * as fc from 'fast-check';
import { handicapFactors, totalFactors } from './asian-line';
import { legMultiplier, lost, overrideFactors, voided, won } from './factors';
import { compare, exactPrice, fraction, plus, times } from './fraction';

const halfWon = overrideFactors('HALF_WON');
const halfLost = overrideFactors('HALF_LOST');
const price = exactPrice(decimalOdds(19_000), null);

describe('Asian lines (domain.md §7.3)', () => {
  test.each([
    ['2–1', 1, -0.5, won],
    ['2–1', 1, -0.75, halfWon],
    ['2–1', 1, -1, voided],
    ['2–1', 1, -1.25, halfLost],
    ['2–1', 1, -1.5, lost],
    ['1–1', 0, 0.25, halfWon],
    ['1–1', 0, 0, voided],
    ['1–1', 0, -0.25, halfLost],
    ['0–1', -1, 0.5, lost],
    ['0–1', -1, 1, voided],
    ['1–1 since acceptance', 0, -0.5, lost],
  ])('%s: %d ahead at %d', (_, goalsAhead, line, factors) => {
    expect(handicapFactors(goalsAhead, 4 * line)).toEqual(factors);
  });

  test.each([
    [3, 2.5, won, lost],
    [3, 2.75, halfWon, halfLost],
    [3, 3, voided, voided],
    [3, 3.25, halfLost, halfWon],
    [3, 3.5, lost, won],
    [0, 0.5, lost, won],
  ])('%d goals over and under %d', (goals, line, over, under) => {
    expect(totalFactors(goals, 4 * line, 'OVER')).toEqual(over);
    expect(totalFactors(goals, 4 * line, 'UNDER')).toEqual(under);
  });
});

const oddQuarter = fc.integer({ min: -20, max: 20 }).map((at) => 2 * at + 1);
const goalsAhead = fc.integer({ min: -9, max: 9 });

const multiplier = (ahead: number, line4: number) =>
  legMultiplier(handicapFactors(ahead, line4), price);

test('a quarter line is the mean of its two neighbours (law 7)', () => {
  fc.assert(
    fc.property(goalsAhead, oddQuarter, (ahead, line4) => {
      const neighbours = plus(multiplier(ahead, line4 - 1), multiplier(ahead, line4 + 1));
      const mean = times(neighbours, fraction(1n, 2n));
      expect(compare(multiplier(ahead, line4), mean)).toBe(0);
    }),
  );
});

test('a total is a handicap of the goals, and under its mirror', () => {
  fc.assert(
    fc.property(fc.nat(15), fc.nat(40), (goals, line4) => {
      expect(totalFactors(goals, line4, 'OVER')).toEqual(handicapFactors(goals, -line4));
      expect(totalFactors(goals, line4, 'UNDER')).toEqual(handicapFactors(-goals, line4));
    }),
  );
});
