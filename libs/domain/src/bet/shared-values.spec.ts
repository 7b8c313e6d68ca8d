import { expect, it, test } from '@jest/globals';
import { defined, type Leg } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import * as fc from 'fast-check';
import { termsOf, type BetTerms } from './kept-acceptance';
import { sharedLegs, sharedSettledLegs, sharedTerms } from './shared-values';

const leg: Leg = {
  ...defined(sampleEvents.accepted.legs[0], 'a sample has a leg'),
  fraction: { num: 5, den: 2 },
  placeTerms: null,
  scoreAtAcceptance: { home: 1, away: 0 },
};
const copy = (of: Leg): Leg => structuredClone(of);

it('gives equal legs of singles as one array, and of multiples as one leg each', () => {
  const shared = sharedLegs();
  const first = shared.of([leg]);
  expect(shared.of([copy(leg)])).toBe(first);
  const multiple = shared.of([copy(leg), { ...copy(leg), outcomeId: other.outcomeId }]);
  expect(multiple[0]).toBe(first[0]);
  expect(multiple.map(({ outcomeId }) => outcomeId)).toEqual([leg.outcomeId, other.outcomeId]);
});

const other: Leg = {
  marketId: `${leg.marketId}x` as Leg['marketId'],
  // The same length and the same last character: it is looked for in the same place.
  outcomeId: `_${leg.outcomeId.slice(1)}` as Leg['outcomeId'],
  requestedOdds: 12_345 as Leg['odds'],
  odds: 12_345 as Leg['odds'],
  fraction: { num: 5, den: 3 },
  oddsAt: { ...leg.oddsAt, offset: leg.oddsAt.offset + 1 },
  marketVersion: leg.marketVersion + 1,
  scoreVersion: 77,
  scoreAtAcceptance: { home: 1, away: 1 },
  placeTerms: { places: 3, fraction: { num: 1, den: 4 } },
  reductionMethod: 'RULE4_TABLE' as Leg['reductionMethod'],
  antePost: !leg.antePost,
  ruleSetId: 'another',
};

test.each(Object.keys(other) as (keyof Leg)[])('shares no leg that differs in %s', (field) => {
  const shared = sharedLegs();
  shared.of([leg]);
  const different = { ...copy(leg), [field]: other[field] };
  expect(shared.of([different])).toEqual([different]);
  expect(shared.of([{ ...copy(different), [field]: leg[field] }])).toEqual([leg]);
});

it('has every field of a leg in the table above', () => {
  expect(Object.keys(other).toSorted()).toEqual(Object.keys(leg).toSorted());
});

it('gives whoever comes legs that are equal to his, whatever came before', () => {
  const shared = sharedLegs();
  const legs = fc
    .record({ offset: fc.nat(40), outcome: fc.constantFrom('a', 'b', 'ab'), odds: fc.nat(3) })
    .map(({ offset, outcome, odds }): Leg => ({
      ...copy(leg),
      outcomeId: outcome as Leg['outcomeId'],
      odds: (10_000 + odds) as Leg['odds'],
      oddsAt: { partition: 0, offset },
    }));
  fc.assert(
    fc.property(fc.array(legs, { maxLength: 4 }), (mine) => {
      expect(shared.of(mine)).toEqual(mine);
    }),
  );
});

it('shares settled legs of one result, and none of another', () => {
  const shared = sharedSettledLegs();
  const won = {
    win: { num: 1, den: 1 },
    void: { num: 0, den: 1 },
    effectiveOdds: { num: '5', den: '2' },
    place: null,
    cause: { partition: 3, offset: 17 },
    rule: 'result-1',
  };
  const first = shared.of([won]);
  expect(shared.of([structuredClone(won)])).toBe(first);
  const others = [
    { win: { num: 1, den: 2 } },
    { void: { num: 1, den: 1 } },
    { effectiveOdds: { num: '5', den: '3' } },
    { place: { win: won.win, void: won.void } },
    { cause: { partition: 4, offset: 17 } },
    { rule: 'result-2' },
  ];
  for (const change of others) {
    const different = { ...structuredClone(won), ...change };
    expect(shared.of([different])).toEqual([different]);
    expect(shared.of([structuredClone(won)])).toEqual([won]);
  }
});

const terms: BetTerms = {
  ...termsOf(sampleEvents.accepted),
  sizes: [2],
  positions: [{ selections: [0], banker: false }],
  unitStake: { num: 5, den: 2 },
  bonusTerms: [{ promotionId: 'p', legsMin: 3, legOddsMin: null, bonusBps: 500 }],
};
const [bonus] = terms.bonusTerms;

const otherTerms: Readonly<Record<keyof BetTerms, readonly unknown[]>> = {
  type: ['another'],
  quoteId: ['q'],
  kind: ['SYSTEM'],
  sizes: [[3], [2, 3], []],
  positions: [
    [{ selections: [1], banker: false }],
    [{ selections: [0], banker: true }],
    [{ selections: [0, 1], banker: false }],
    [],
  ],
  eachWay: [!terms.eachWay],
  lines: [terms.lines + 1],
  unitStake: [{ num: 6, den: 2 }, { num: 5, den: 3 }, null],
  funding: ['FREE_BET'],
  freeBetId: ['f'],
  maxPayout: [7],
  rounding: ['another'],
  policyVersion: [terms.policyVersion + 1],
  factorBps: [9_999],
  bonusTerms: [[], [bonus, bonus], [{ ...bonus, bonusBps: 501 }]],
};

test.each(Object.entries(otherTerms))('shares no terms that differ in %s', (field, values) => {
  for (const value of values) {
    const different = () => ({ ...structuredClone(terms), [field]: value });
    const shared = sharedTerms(1);
    const first = shared.of(structuredClone(terms));
    expect(shared.of(structuredClone(terms))).toBe(first);
    expect(shared.of(different())).toEqual(different());
    expect(shared.of(structuredClone(terms))).toEqual(terms);
  }
});

it('has every field of the terms in the table above', () => {
  expect(Object.keys(otherTerms).toSorted()).toEqual(Object.keys(terms).toSorted());
});
