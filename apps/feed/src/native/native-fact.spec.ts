import { describe, expect, it } from '@jest/globals';
import { NativeFact } from './native-fact';

const base = { producerId: 'acme', sourceId: 's', sourceAtMs: 1, marketId: 'm', marketVersion: 1 };
const odds = (more: object) => ({
  type: 'OddsChanged',
  ...base,
  outcomes: [{ outcomeId: 'a', ...more }],
});
const one = { num: 1, den: 1 };
const none = { num: 0, den: 1 };
const result = (more: object, facts: object = {}) => ({
  type: 'MarketResulted',
  producerId: 'acme',
  sourceId: 's',
  sourceAtMs: 1,
  marketId: 'm',
  resultVersion: 1,
  certainty: 2,
  outcomes: [{ outcomeId: 'a', win: one, void: none, ...more }],
  ...facts,
});
const withdrawn = (deductionPpm: number) => ({
  type: 'RunnerWithdrawn',
  ...base,
  outcomeId: 'a',
  removedAtMs: 1,
  deductionPpm,
});
const defined = (placeTerms: object) => ({
  type: 'MarketDefined',
  producerId: 'acme',
  sourceId: 's',
  sourceAtMs: 1,
  marketId: 'm',
  fixtureId: 'f',
  marketType: 'WIN',
  specifiers: {},
  name: 'Win',
  groups: [],
  numberOfWinners: 1,
  placeTerms,
  settlement: 'DECLARED',
  scoreBasis: 'FULL',
  reductionMethod: 'NONE',
  antePost: false,
  singlesOnly: false,
  ruleSetId: 'default',
  outcomes: [{ outcomeId: 'a', name: 'A', sortPriority: 1 }],
});
const frac = (num: number, den: number) => ({ num, den });

describe('a native fact', () => {
  it.each([
    ['odds below 1.01', odds({ odds: 10_099 }), 'outcomes.0.odds'],
    ['odds beyond the highest', odds({ odds: 1_000_000_001 }), 'outcomes.0.odds'],
    ['odds in halves of a ten-thousandth', odds({ odds: 20_000.5 }), 'outcomes.0.odds'],
    ['a fraction of nothing', odds({ odds: 20_000, fraction: frac(0, 1) }), 'outcomes.0.fraction'],
    ['a fraction by zero', odds({ odds: 20_000, fraction: frac(1, 0) }), 'outcomes.0.fraction.den'],
    [
      'a fraction that can be reduced',
      odds({ odds: 20_000, fraction: frac(2, 2) }),
      'outcomes.0.fraction',
    ],
    [
      'a fraction that is another price',
      odds({ odds: 20_000, fraction: frac(1, 2) }),
      'outcomes.0.fraction',
    ],
    ['a fraction without odds', odds({ fraction: frac(1, 2) }), 'outcomes.0.fraction'],
    ['more than certainty', odds({ odds: 20_000, probPpb: 1_000_000_001 }), 'outcomes.0.probPpb'],
    ['an unknown notation', odds({ odds: { notation: 'ROMAN', value: 'II' } }), 'outcomes.0.odds'],
    ['win and void above one', result({ win: frac(1, 2), void: frac(2, 3) }), 'outcomes.0'],
    [
      'win and void above one by a hair',
      result({ win: frac(499_999_999, 999_999_998), void: frac(500_000_000, 999_999_999) }),
      'outcomes.0',
    ],
    ['less than nothing won', result({ win: frac(-1, 2) }), 'outcomes.0.win.num'],
    [
      'a rank before the first',
      result({ position: { rank: 0, tied: 1 } }),
      'outcomes.0.position.rank',
    ],
    ['nobody tied', result({ position: { rank: 1, tied: 0 } }), 'outcomes.0.position.tied'],
    ['a place part above one', result({ place: { win: one, void: one } }), 'outcomes.0.place'],
    ['goals below zero', result({}, { score: { home: -1, away: 0 } }), 'score.home'],
    ['a third certainty', result({}, { certainty: 3 }), 'certainty'],
    ['a deduction of more than all', withdrawn(1_000_001), 'deductionPpm'],
    ['a deduction below nothing', withdrawn(-1), 'deductionPpm'],
    ['no places', defined({ places: 0, fraction: frac(1, 4) }), 'placeTerms.places'],
    [
      'places at more than the odds',
      defined({ places: 3, fraction: frac(5, 4) }),
      'placeTerms.fraction',
    ],
    ['places at no odds', defined({ places: 3, fraction: frac(0, 1) }), 'placeTerms.fraction'],
  ])('with %s is refused at %s', (_, fact, path) => {
    const { error } = NativeFact.safeParse(fact);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });

  it.each([
    [{ odds: 25_000 }, 25_000, null],
    [{ odds: 23_750, fraction: frac(11, 8) }, 23_750, frac(11, 8)],
    [{ odds: 13_333, fraction: frac(1, 3) }, 13_333, frac(1, 3)],
    [{ odds: { notation: 'FRACTIONAL', value: '11/8' } }, 23_750, frac(11, 8)],
    [{ odds: { notation: 'AMERICAN', value: '+150' } }, 25_000, null],
    [{ odds: { notation: 'AMERICAN', value: -200 } }, 15_000, null],
    [{ odds: { notation: 'MALAY', value: '-0.8' } }, 22_500, null],
    [{ odds: null }, null, null],
    [{}, null, null],
  ])('with a price of %j is taken', (written, expected, fraction) =>
    expect(NativeFact.parse(odds(written))).toMatchObject({
      outcomes: [{ outcomeId: 'a', odds: expected, fraction, probPpb: null }],
    }),
  );

  it.each([
    [odds({ odds: { notation: 'DECIMAL', value: '2,5' } }), 'INVALID_FORMAT'],
    [odds({ odds: { notation: 'DECIMAL', value: '1.001' } }), 'PRICE_OUT_OF_RANGE'],
  ])('says what is wrong with a price', (fact, code) => {
    const { error } = NativeFact.safeParse(fact);
    expect(JSON.stringify(error?.issues)).toContain(code);
  });

  it('takes a dead heat and a void that come to one', () => {
    const facts = [
      result({ win: frac(1, 3), void: frac(2, 3) }),
      withdrawn(1_000_000),
      defined({ places: 3, fraction: frac(1, 4) }),
    ];
    expect(facts.map((fact) => NativeFact.safeParse(fact).success)).toEqual([true, true, true]);
  });
});
