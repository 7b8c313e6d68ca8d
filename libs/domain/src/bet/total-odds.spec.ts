import { describe, expect, test } from '@jest/globals';
import {
  decimalOdds,
  type PlaceBets,
  type PriceChange,
  type RejectReason,
  type TicketBet,
} from '@stakelog/contracts';
import { multiple, placeBets, single, system } from '@stakelog/testing';
import * as fc from 'fast-check';
import { deskOf, home, now } from './testing/matches';

const stake = 1_000;
const ofBet = (code: RejectReason['code'], detail: string) => [
  { code, level: 'bet', bet: 0, leg: null, detail },
];

const moved = (bet: TicketBet, priceChange: PlaceBets['priceChange']) => {
  const desk = deskOf([{ odds: 19_400 }, { odds: 29_100 }]);
  const [event] = desk.decide(
    placeBets('t1', now, stake, { selections: home([20_000, 30_000]), bets: [bet], priceChange }),
  );
  return event?.type === 'BetRejected' ? event.reasons : event?.type;
};
const within = (toleranceBps: number) =>
  ({ policy: 'TOLERANCE', toleranceBps, minOdds: null }) as const;
const least = (minOdds: number) =>
  ({ policy: 'ANY', toleranceBps: null, minOdds: decimalOdds(minOdds) }) as const;

describe('row 24: prices in total', () => {
  test('a multiple’s product is tolerated like its legs: two drops of 3 % are one of 5.91 %', () => {
    expect(moved(multiple(stake, 2), within(299))).toMatchObject([{ leg: 0 }, { leg: 1 }]);
    expect(moved(multiple(stake, 2), within(590))).toEqual(ofBet('ODDS_CHANGED', '56454'));
    expect(moved(multiple(stake, 2), within(591))).toBe('BetAccepted');
    expect(moved(single(stake), within(300))).toBe('BetAccepted');
  });

  test('the least odds count on the total, of a system on the mean of its lines', () => {
    expect(moved(multiple(stake, 2), least(56_455))).toEqual(ofBet('ODDS_CHANGED', '56454'));
    expect(moved(multiple(stake, 2), least(56_454))).toBe('BetAccepted');
    const patent = system(stake, 2, [1, 2]);
    // (1.94 + 2.91 + 5.6454) / 3
    expect(moved(patent, least(34_985))).toEqual(ofBet('ODDS_CHANGED', '34984'));
    expect(moved(patent, least(34_984))).toBe('BetAccepted');
  });
});

describe('law 22: the policies of a multiple', () => {
  const price = fc.integer({ min: 10_100, max: 60_000 });
  const legs = fc.array(fc.tuple(price, fc.integer({ min: -1_500, max: 1_500 })), {
    minLength: 2,
    maxLength: 5,
  });

  test('BETTER takes what NONE takes, a wider tolerance what a narrower takes, ANY all', () => {
    fc.assert(
      fc.property(legs, fc.nat(2_000), fc.nat(2_000), (moves, one, other) => {
        const used = moves.map(([asked, move]) => Math.max(10_100, asked + move));
        const desk = deskOf(used.map((each) => ({ odds: each })));
        const takes = (policy: PriceChange['policy'], toleranceBps: number | null = null) => {
          const key = `${policy}${toleranceBps}`;
          const [event] = desk.decide(
            placeBets(key, now, 0, {
              selections: home(moves.map(([asked]) => asked)),
              bets: [multiple(10, moves.length)],
              priceChange: { policy, toleranceBps, minOdds: null },
            }),
          );
          return Number(event?.type === 'BetAccepted');
        };
        const [narrow, wide] = [Math.min(one, other), Math.max(one, other)];
        const [better, narrowly] = [takes('BETTER'), takes('TOLERANCE', narrow)];
        expect(takes('NONE')).toBeLessThanOrEqual(better);
        expect(better).toBeLessThanOrEqual(narrowly);
        const widely = narrow < wide ? takes('TOLERANCE', wide) : narrowly;
        expect(narrowly).toBeLessThanOrEqual(widely);
        expect(takes('ANY')).toBe(1);
      }),
      { seed: 20_261_123, numRuns: 150 },
    );
  });
});
