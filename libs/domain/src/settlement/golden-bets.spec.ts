import { describe, expect, test } from '@jest/globals';
import {
  minorUnits,
  outcomeId,
  utcMs,
  type BetAccepted,
  type Leg,
  type OutcomeResult,
} from '@stakelog/contracts';
import { facts } from '@stakelog/testing';
import { namedSystems, sizesOf, type SystemName } from '../ticket/named-systems';
import { acceptedAtMs, legOn, legsAt, settledWith, Settling, struck, word } from './testing/struck';

const quarter = { places: 4, fraction: { num: 1, den: 4 } };
const fifth = { places: 3, fraction: { num: 1, den: 5 } };
const placed = { ...word.lost, place: { win: { num: 1, den: 1 }, void: { num: 0, den: 1 } } };
const halfPlaced = { ...word.lost, place: { win: { num: 1, den: 2 }, void: { num: 0, den: 1 } } };
const rank = (at: number, tied = 1) => ({ ...word.lost, position: { rank: at, tied } });

type Result = Partial<OutcomeResult>;
const paid = (bet: BetAccepted, ...results: readonly Result[]) => settledWith(bet, results).payout;
const eachWay = { eachWay: true };
const at = (odds: number, placeTerms = quarter) => [legOn('m1', odds, { placeTerms })];

describe('multiples and systems (domain.md §7.9)', () => {
  test.each<[string, number, readonly number[], Partial<BetAccepted>, readonly Result[], number]>([
    ['double, half won × won', 1_000, [19_000, 20_000], {}, [word.halfWon, word.won], 2_900],
    ['double, half lost × won', 1_000, [19_000, 20_000], {}, [word.halfLost, word.won], 1_000],
    [
      'trixie of unit 1.00 with a half loss',
      400,
      [20_000, 20_000, 19_000],
      { kind: 'SYSTEM', sizes: [2, 3] },
      [word.won, word.won, word.halfLost],
      800,
    ],
    [
      'three doubles of 0.05 at 1.5: one rounding',
      15,
      [15_000, 15_000, 15_000],
      { kind: 'SYSTEM', sizes: [2] },
      [word.won, word.won, word.won],
      34,
    ],
    [
      'patent at 5.0, unit 10.00',
      7_000,
      [50_000, 50_000, 50_000],
      { kind: 'SYSTEM', sizes: [1, 2, 3] },
      [word.won, word.won, word.won],
      215_000,
    ],
  ])('%s', (_, stake, odds, over, results, payout) => {
    expect(paid(struck(stake, legsAt(...odds), over), ...results)).toBe(payout);
  });

  test.each<[SystemName, number, number, number]>([
    ['TRIXIE', 20, 4, 12],
    ['PATENT', 26, 8, 17],
    ['YANKEE', 72, 20, 46],
    ['LUCKY_15', 80, 26, 53],
    ['CANADIAN', 232, 72, 152],
    ['LUCKY_31', 242, 80, 161],
    ['HEINZ', 716, 232, 474],
    ['LUCKY_63', 728, 242, 485],
    ['SUPER_HEINZ', 2_172, 716, 1_444],
    ['GOLIATH', 6_544, 2_172, 4_358],
  ])('%s at 2.0: all win %i, one loses %i, one void %i', (name, all, oneLost, oneVoid) => {
    const legs = legsAt(...Array.from({ length: namedSystems[name].positions }, () => 20_000));
    const { lines } = struck(0, legs, { kind: 'SYSTEM', sizes: sizesOf(name) });
    const bet = struck(lines, legs, { kind: 'SYSTEM', sizes: sizesOf(name) });
    const others = legs.slice(1).map(() => word.won);
    expect(paid(bet, word.won, ...others)).toBe(all);
    expect(paid(bet, word.lost, ...others)).toBe(oneLost);
    expect(paid(bet, word.void, ...others)).toBe(oneVoid);
  });

  test('a banker is in every line, and alternatives add up', () => {
    const legs = legsAt(20_000, 30_000, 40_000, 50_000);
    const banker = struck(300, legs, {
      kind: 'SYSTEM',
      sizes: [3],
      positions: [0, 1, 2, 3].map((leg) => ({ selections: [leg], banker: leg === 0 })),
    });
    expect(banker.lines).toBe(3);
    expect(paid(banker, word.won, word.won, word.won, word.lost)).toBe(2_400);
    expect(paid(banker, word.lost, word.won, word.won, word.won)).toBe(0);
    const ways = struck(200, legs.slice(0, 3), {
      positions: [
        { selections: [0], banker: false },
        { selections: [1, 2], banker: false },
      ],
    });
    expect(ways.lines).toBe(2);
    expect(paid(ways, word.won, word.lost, word.won)).toBe(800);
    expect(paid(ways, word.won, word.won, word.won)).toBe(1_400);
  });
});

describe('each-way (domain.md §7.9)', () => {
  test.each<[string, number, readonly Leg[], Result, number]>([
    ['£10 + £10 at 17.0, ¼, won', 2_000, at(170_000), word.won, 22_000],
    ['placed', 2_000, at(170_000), placed, 5_000],
    ['dead heat for the last place', 2_000, at(170_000), halfPlaced, 2_500],
    ['by position, two tied for the last of four', 2_000, at(170_000), rank(4, 2), 2_500],
    ['£20 + £20 at 16/1, placed', 4_000, at(170_000), rank(2), 10_000],
    ['and in a dead heat for it', 4_000, at(170_000), halfPlaced, 5_000],
    ['two tie for first of three places', 2_000, at(100_000, fifth), rank(1, 2), 7_800],
    ['unplaced', 2_000, at(170_000), rank(5), 0],
    ['a place nobody named is as the win', 2_000, at(170_000), word.void, 2_000],
  ])('%s', (_, stake, legs, result, payout) => {
    expect(paid(struck(stake, legs, eachWay), result)).toBe(payout);
  });

  test('Rule 4 first, place fraction after: £10 + £10 at 9.0, 20p', () => {
    const terms = { placeTerms: fifth, reductionMethod: 'RULE4' as const };
    const settling = new Settling(struck(2_000, [legOn('m1', 90_000, terms)], eachWay)).adopt(
      facts.withdrawn({
        outcomeId: outcomeId('away'),
        deductionPpm: 200_000,
        removedAtMs: utcMs(acceptedAtMs + 1),
      }),
    );
    expect(settling.result('m1').settle()).toMatchObject([
      {
        payout: 9_680,
        legs: [{ effectiveOdds: { num: '37', den: '5' }, place: { win: { num: 1, den: 1 } } }],
      },
    ]);
  });

  test('parts run separately: £5 + £5 double, 17.0 won × 5.0 placed', () => {
    const legs = [
      legOn('m1', 170_000, { placeTerms: quarter }),
      legOn('m2', 50_000, { placeTerms: quarter }),
    ];
    expect(paid(struck(1_000, legs, eachWay), word.won, placed)).toBe(5_000);
  });

  test('full cover with singles at 5.0, each-way ¼: the place part adds 260', () => {
    const legs = [1, 2, 3].map((each) => legOn(`m${each}`, 50_000, { placeTerms: quarter }));
    const bet = struck(14_000, legs, { ...eachWay, kind: 'SYSTEM', sizes: [1, 2, 3] });
    expect(paid(bet, word.won, word.won, word.won)).toBe(241_000);
  });
});

describe('free bets and bonuses (domain.md §7.7, §7.8)', () => {
  const free = { funding: 'FREE_BET' as const, freeBetId: 'f' };
  test.each<[string, readonly number[], readonly Result[], number]>([
    ['win 3.5', [35_000], [word.won], 2_500],
    ['half win 1.9', [19_000], [word.halfWon], 450],
    ['half lose', [19_000], [word.halfLost], 0],
    ['two-way dead heat at 4.0', [40_000], [{ win: { num: 1, den: 2 } }], 1_500],
    ['double 2.0 × void', [20_000, 30_000], [word.won, word.void], 1_000],
    ['lost', [20_000], [word.lost], 0],
  ])('a free bet of £10, %s, pays the winnings', (_, odds, results, payout) => {
    expect(paid(struck(1_000, legsAt(...odds), free), ...results)).toBe(payout);
  });

  test.each([[[word.void]], [[word.void, word.void]]])(
    'law 27: all lines void leaves every balance as before',
    (results) => {
      const odds = results.map(() => 20_000);
      const settling = new Settling(struck(1_000, legsAt(...odds), free));
      for (const [index, result] of results.entries()) settling.result(`m${index + 1}`, result);
      const [event] = settling.settle();
      expect(event).toMatchObject({
        payout: 0,
        postings: [
          { code: 'open', amount: -1_000 },
          { code: 'promo', amount: 1_000 },
        ],
      });
      expect(settling.ledger).toEqual(new Settling().ledger);
      expect(settling.result('m1', word.won).settle()).toMatchObject([
        { version: 2, postings: expect.arrayContaining([{ code: 'promo', amount: -1_000 }]) },
      ]);
    },
  );

  const terms = [
    { promotionId: 'acca', legsMin: 3, legOddsMin: null, bonusBps: 500 },
    { promotionId: 'acca', legsMin: 4, legOddsMin: null, bonusBps: 1_000 },
  ];
  const fourfold = (over: Partial<BetAccepted> = {}) =>
    struck(1_000, legsAt(20_000, 20_000, 20_000, 20_000), { bonusTerms: terms, ...over });
  const four = [word.won, word.won, word.won, word.won];

  test('10 % on a 4-fold at 2.0: 160.00 + 15.00, from the promotion', () => {
    expect(settledWith(fourfold(), four)).toMatchObject({
      payout: 17_500,
      bonus: 1_500,
      exactReturn: { num: '16000', den: '1' },
      postings: [
        { code: 'open', amount: -1_000 },
        { code: 'book', amount: -15_000 },
        { code: 'cash', amount: 17_500 },
        { code: 'promo', amount: -1_500 },
      ],
    });
  });

  test('a void leg does not count, odds too short neither, and the cap is over all', () => {
    const withVoid = [word.void, ...four.slice(1)];
    expect(settledWith(fourfold(), withVoid)).toMatchObject({ payout: 8_350, bonus: 350 });
    const short = terms.map((each) => ({ ...each, legOddsMin: legOn('m1', 20_001).odds }));
    expect(settledWith(fourfold({ bonusTerms: short }), four)).toMatchObject({ bonus: 0 });
    const cap = { maxPayout: minorUnits(16_400) };
    expect(settledWith(fourfold(cap), four)).toMatchObject({ payout: 16_400, bonus: 400 });
  });

  test('a correction takes the bonus back', () => {
    const settling = new Settling(fourfold());
    const before = settling.ledger;
    for (const market of ['m1', 'm2', 'm3', 'm4']) settling.result(market);
    settling.settle();
    expect(settling.result('m4', word.lost).settle()).toMatchObject([
      {
        version: 2,
        bonus: 0,
        delta: -17_500,
        postings: [
          { code: 'book', amount: 16_000 },
          { code: 'cash', amount: -17_500 },
          { code: 'promo', amount: 1_500 },
        ],
      },
    ]);
    for (const market of ['m1', 'm2', 'm3', 'm4']) settling.rollBack(market);
    expect(settling.settle()).toMatchObject([{ type: 'BetReopened' }]);
    expect(settling.ledger).toEqual(before);
  });

  test('the payout of bonus money stays bonus money', () => {
    expect(
      settledWith(struck(1_000, legsAt(20_000), { funding: 'BONUS' }), [word.won]),
    ).toMatchObject({
      postings: [{ code: 'open' }, { code: 'book' }, { code: 'bonus', amount: 2_000 }],
    });
  });
});
