import { describe, expect, test } from '@jest/globals';
import { decimalOdds, oddsMax, oddsMin } from '@stakelog/contracts';
import * as fc from 'fast-check';
import { lineCount, type Scheme } from '../ticket/scheme';
import { sizesOf } from '../ticket/named-systems';
import { apportioned, legShares, legWeights } from './apportionment';
import { log2 } from './log2';

const LINE = 2 ** 22;
const odds = (...each: readonly number[]) => each.map((one) => decimalOdds(one));
const plain = (legs: number, sizes: readonly number[]): Scheme => ({
  positions: Array.from({ length: legs }, (_, leg) => ({ selections: [leg], banker: false })),
  sizes,
});
const seed = 20_261_121;

/** Positions of one to three alternatives, some of them bankers, and sizes that hold the bankers. */
const schemes = fc
  .array(fc.record({ ways: fc.integer({ min: 1, max: 3 }), banker: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((parts) => {
    const bankers = parts.filter(({ banker }) => banker).length;
    let leg = 0;
    const positions = parts.map(({ ways, banker }) => ({
      selections: Array.from({ length: ways }, () => leg++),
      banker,
    }));
    const possible = parts.map((_, index) => index + 1).filter((size) => size >= bankers);
    return fc.record({
      scheme: fc
        .subarray(possible, { minLength: 1 })
        .map((sizes): Scheme => ({ positions, sizes })),
      odds: fc.array(fc.integer({ min: oddsMin, max: 200_000 }).map(decimalOdds), {
        minLength: leg,
        maxLength: leg,
      }),
    });
  });

/** Every line spelled out, from its definition: one leg of each position of a chosen set. */
function lines({ positions, sizes }: Scheme): readonly (readonly number[])[] {
  let subsets: { length: number; lines: number[][] }[] = [{ length: 0, lines: [[]] }];
  for (const { selections, banker } of positions) {
    const taken = subsets.map(({ length, lines: before }) => ({
      length: length + 1,
      lines: before.flatMap((line) => selections.map((leg) => [...line, leg])),
    }));
    subsets = banker ? taken : [...subsets, ...taken];
  }
  return subsets.filter(({ length }) => sizes.includes(length)).flatMap((each) => each.lines);
}

describe('log₂ in integers', () => {
  test('is the logarithm to 32 binary places', () => {
    expect(log2(decimalOdds(20_000))).toBe(2 ** 32);
    expect(log2(decimalOdds(80_000))).toBe(3 * 2 ** 32);
    for (const each of [oddsMin, 13_333, 15_000, 65_000, 1_234_567, oddsMax])
      expect(log2(decimalOdds(each)) / 2 ** 32).toBeCloseTo(Math.log2(each / 10_000), 8);
  });
});

describe('apportionment', () => {
  test('of a treble: 282.50 over 1.5, 6.5 and 3.0', () => {
    const weights = legWeights(plain(3, [3]), odds(15_000, 65_000, 30_000));
    expect(apportioned(28_250, weights)).toEqual([3_393, 15_664, 9_193]);
    expect(legShares({ stake: 1_000, winReturn: 29_250 }, weights)).toEqual([
      { stake: 120, winReturn: 3_513 },
      { stake: 555, winReturn: 16_219 },
      { stake: 325, winReturn: 9_518 },
    ]);
  });

  test('ties go to the lower leg', () => {
    expect(apportioned(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(apportioned(11, [1, 1, 1])).toEqual([4, 4, 3]);
    expect(apportioned(0, [1, 1])).toEqual([0, 0]);
  });

  test('a banker, in every line, bears more than the others', () => {
    const { positions } = plain(4, [3]);
    const scheme = { positions: positions.with(2, { selections: [2], banker: true }), sizes: [3] };
    const weights = legWeights(scheme, odds(20_000, 20_000, 20_000, 20_000));
    expect(weights.map((weight) => Math.round((3 * weight) / LINE))).toEqual([2, 2, 3, 2]);
  });

  test('the weights of a system are its lines, each shared by logarithms', () => {
    fc.assert(
      fc.property(schemes, ({ scheme, odds: prices }) => {
        const weights = legWeights(scheme, prices);
        const all = lines(scheme);
        expect(BigInt(all.length)).toBe(lineCount(scheme));
        const expected = prices.map(() => 0);
        for (const line of all) {
          const total = line.reduce(
            (sum, leg) => sum + Math.log(prices[leg] ?? 0) - Math.log(1e4),
            0,
          );
          for (const leg of line)
            expected[leg] =
              (expected[leg] ?? 0) + (Math.log(prices[leg] ?? 0) - Math.log(1e4)) / total;
        }
        const sum = weights.reduce((total, weight) => total + weight, 0);
        weights.forEach((weight, leg) =>
          expect((weight / sum) * all.length).toBeCloseTo(expected[leg] ?? 0, 3),
        );
      }),
      { seed, numRuns: 300 },
    );
  });

  test('law 4: shares are not negative and sum to the whole', () => {
    fc.assert(
      fc.property(
        schemes,
        fc.maxSafeNat(),
        fc.maxSafeNat(),
        ({ scheme, odds: prices }, stake, winReturn) => {
          const shares = legShares({ stake, winReturn }, legWeights(scheme, prices));
          const sum = (name: 'stake' | 'winReturn') =>
            shares.reduce((total, share) => total + BigInt(share[name]), 0n);
          expect(shares.every((share) => share.stake >= 0 && share.winReturn >= 0)).toBe(true);
          expect([sum('stake'), sum('winReturn')]).toEqual([BigInt(stake), BigInt(winReturn)]);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  test('the widest bets are shared without being built', () => {
    const widest = [
      plain(8, sizesOf('GOLIATH')),
      plain(
        14,
        Array.from({ length: 14 }, (_, index) => index + 1),
      ),
      plain(30, [2, 29]),
      plain(30, [3, 28, 30]),
    ];
    for (const scheme of widest) {
      const prices = scheme.positions.map((_, leg) => decimalOdds(15_000 + leg * 977));
      const sum = legWeights(scheme, prices).reduce((total, weight) => total + weight, 0);
      expect(sum).toBe(Number(lineCount(scheme)) * LINE);
    }
  });
});
