import { describe, expect, test } from '@jest/globals';
import {
  decimalOdds,
  defined,
  minorUnits,
  type BetAccepted,
  type BetSettled,
  type OutcomeResult,
} from '@stakelog/contracts';
import { betShapes, type BetShape } from '@stakelog/testing';
import * as fc from 'fast-check';
import { postings } from '../ledger/ledger';
import { handicapFactors, totalFactors } from './asian-line';
import { legMultiplier } from './factors';
import { exactPrice, fraction, plus, times } from './fraction';
import { everyLine, isEqual, returnByLines } from './testing/every-line';
import { legOn, settledWith, struck, word } from './testing/struck';

const seed = Number(process.env['LAWS_SEED'] ?? 20_261_121);
const numRuns = 400;
const ofBets = (says: (bet: RandomBet) => void, legsMax?: number) =>
  fc.assert(
    fc.property(betShapes(legsMax), (shape) =>
      says({ accepted: betOf(shape), results: shape.results }),
    ),
    { seed, numRuns },
  );

type RandomBet = {
  readonly accepted: BetAccepted;
  readonly results: readonly OutcomeResult[];
};

function betOf(shape: BetShape): BetAccepted {
  const { odds, place, stake, maxPayout, positions, sizes, eachWay, rounding } = shape;
  const placeTerms = eachWay ? place : null;
  const legs = odds.map((each, index) => legOn(`m${index + 1}`, each, { placeTerms }));
  const cap = maxPayout === null ? null : minorUnits(maxPayout);
  const combined = { kind: 'SYSTEM', positions, sizes, eachWay } as const;
  return struck(stake, legs, { ...combined, rounding, maxPayout: cap });
}

const exact = ({ exactReturn: { num, den } }: BetSettled) => ({
  num: BigInt(num),
  den: BigInt(den),
});
const atMost = (low: BetSettled, high: BetSettled) =>
  exact(low).num * exact(high).den <= exact(high).num * exact(low).den;

describe('laws of one bet (domain.md §11)', () => {
  test('law 3: the exact return is the sum of its lines, and so many lines are charged', () => {
    ofBets(({ accepted, results }) => {
      expect(everyLine(accepted).length * (accepted.eachWay ? 2 : 1)).toBe(accepted.lines);
      const settled = settledWith(accepted, results);
      expect(isEqual(exact(settled), returnByLines(accepted, results))).toBe(true);
    });
  });

  test('law 1: a void leg gives the same money as the bet without it', () => {
    ofBets(({ accepted, results }) => {
      const voided = [word.void, ...results.slice(1)].map((result, index) =>
        index === 0 ? { ...result, place: { win: result.win, void: result.void } } : result,
      );
      const settled = settledWith(accepted, voided);
      expect(isEqual(exact(settled), returnByLines(accepted, voided, 0))).toBe(true);
    });
  });

  test('law 2: the order of legs and positions does not change money', () => {
    ofBets(({ accepted, results }) => {
      const reversed = [...results].toReversed();
      const at = (leg: number) => accepted.legs.length - 1 - leg;
      const legs = accepted.legs.toReversed().map((leg, index) => ({
        ...leg,
        marketId: defined(accepted.legs[index], 'a leg').marketId,
      }));
      const positions = accepted.positions
        .toReversed()
        .map(({ selections, banker }) => ({ banker, selections: selections.map(at) }));
      const settled = settledWith(accepted, results);
      const turned = settledWith({ ...accepted, legs, positions }, reversed);
      expect(turned).toMatchObject({ payout: settled.payout, exactReturn: settled.exactReturn });
    });
  });

  test('law 4: each-way is the win part and the place part, exactly', () => {
    ofBets(({ accepted, results }) => {
      if (!accepted.eachWay) return;
      const both = settledWith(withStake(accepted, accepted.stake * 2), results);
      const part = { ...accepted, eachWay: false, lines: accepted.lines / 2 };
      const win = settledWith(part, results);
      const asPlace = results.map((result) => ({ ...result, ...result.place }));
      const winsOnly = asWinBet(part);
      const place = settledWith(winsOnly, asPlace);
      const { num, den } = plus(exact(win), exact(place));
      expect(isEqual(exact(both), { num, den })).toBe(true);
    });
  });

  test('law 5: more won, more refunded or longer odds never return less; nothing is below zero', () => {
    ofBets(({ accepted, results }) => {
      const low = settledWith(accepted, results);
      expect(exact(low).num >= 0n).toBe(true);
      for (const index of results.keys()) {
        for (const raise of [moreWon, moreVoid]) {
          const raised = results.map((result, at) => (at === index ? raise(result) : result));
          expect(atMost(low, settledWith(accepted, raised))).toBe(true);
        }
        const legs = accepted.legs.map((leg, at) =>
          at === index ? { ...leg, odds: decimalOdds(leg.odds + 777) } : leg,
        );
        expect(atMost(low, settledWith({ ...accepted, legs }, results))).toBe(true);
      }
      const won = { ...word.won, place: { win: word.won.win, void: word.won.void } };
      const best = settledWith(
        accepted,
        results.map(() => won),
      );
      expect(atMost(low, best)).toBe(true);
    }, 4);
  });

  test('law 6: one rounding, of what the cap leaves', () => {
    ofBets(({ accepted, results }) => {
      const settled = settledWith(accepted, results);
      const { num, den } = exact(settled);
      const cap = accepted.maxPayout === null ? undefined : BigInt(accepted.maxPayout);
      const isCapped = cap !== undefined && num > cap * den;
      const left = isCapped ? { num: cap, den: 1n } : { num, den };
      const off = left.num - BigInt(settled.payout) * left.den;
      const isRounded =
        accepted.rounding === 'DOWN'
          ? off >= 0n && off < left.den
          : 2n * off < left.den && 2n * off >= -left.den;
      expect(isRounded).toBe(true);
    });
  });

  test('law 27: a free bet pays between nothing and R, and R less its stake where every line won', () => {
    ofBets(({ accepted, results }) => {
      const free = { ...accepted, funding: 'FREE_BET' as const, freeBetId: 'f' };
      const settled = settledWith(free, results);
      const gross = settledWith(accepted, results);
      expect(exact(settled).num >= 0n).toBe(true);
      expect(atMost(settled, gross)).toBe(true);
      const won = results.map(() => ({
        ...word.won,
        place: { win: word.won.win, void: word.won.void },
      }));
      const stake = fraction(BigInt(accepted.stake), 1n);
      const net = plus(exact(settledWith(free, won)), stake);
      expect(isEqual(net, exact(settledWith(accepted, won)))).toBe(true);
    });
  });
});

describe('quarter lines', () => {
  const half = fraction(1n, 2n);
  test('law 7: a quarter line is the mean of the half and the whole line beside it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: 10_100, max: 300_000 }),
        (goals, index, odds) => {
          const line4 = 2 * index + 1;
          const price = exactPrice(decimalOdds(odds), null);
          for (const factors of [
            (at: number) => handicapFactors(goals, at),
            (at: number) => totalFactors(Math.abs(goals), at, 'OVER'),
            (at: number) => totalFactors(Math.abs(goals), at, 'UNDER'),
          ]) {
            const worth = (at: number) => legMultiplier(factors(at), price);
            const mean = times(half, plus(worth(line4 - 1), worth(line4 + 1)));
            expect(worth(line4)).toEqual(mean);
          }
        },
      ),
      { seed, numRuns },
    );
  });
});

const withStake = (accepted: BetAccepted, stake: number): BetAccepted => ({
  ...accepted,
  stake: minorUnits(stake),
  postings: postings(['cash', -stake], ['open', stake]),
});

const moreWon = (result: OutcomeResult): OutcomeResult => ({
  ...result,
  win: raised(result.win),
  place: result.place && { ...result.place, win: raised(result.place.win) },
});
const moreVoid = (result: OutcomeResult): OutcomeResult => ({
  ...result,
  void: raised(result.void),
  place: result.place && { ...result.place, void: raised(result.place.void) },
});
const raised = ({ num, den }: { num: number; den: number }) => ({
  num: num * 12 + den,
  den: den * 12,
});

/** The place part as a win bet of its own: the place fraction is in the price. */
function asWinBet(part: BetAccepted): BetAccepted {
  const legs = part.legs.map((leg) => {
    const { num, den } = defined(leg.placeTerms, 'each-way legs have terms').fraction;
    const winnings = { num: (leg.odds - 10_000) * num, den: 10_000 * den };
    return { ...leg, placeTerms: null, fraction: winnings };
  });
  return { ...part, legs };
}
