import { describe, expect, it } from '@jest/globals';
import { at, event, factsOf, last, market, odds, open, two } from './testing/uof-messages';

const described =
  '<market_descriptions><market id="1" name="1x2" groups="all|score"/></market_descriptions>';
const types = (...documents: readonly string[]) =>
  factsOf(last(...documents)).map(({ type }) => type);

const resultsOf = (...documents: readonly string[]) =>
  factsOf(last(...documents)).filter(
    ({ type }) => type === 'MarketResulted' || type === 'ResultRolledBack',
  );

const versionAfter = (...documents: readonly string[]) => {
  const [snapshot] = factsOf(last(open, ...documents), 'MarketSnapshot');
  return snapshot?.type === 'MarketSnapshot' ? snapshot.marketVersion : undefined;
};
const settle = (certainty: number, result: string) =>
  at(
    'bet_settlement',
    `certainty="${certainty}"`,
    `<outcomes><market id="1"><outcome id="1" ${result}/></market></outcomes>`,
  );

describe('the version of a market', () => {
  const live = '<sport_event_status status="1"/>';
  const stop = at('bet_stop', 'groups="all"');
  const settled = at(
    'bet_settlement',
    'certainty="2"',
    '<outcomes><market id="1"><outcome id="1" result="1"/></market></outcomes>',
  );

  it.each([
    ['stays with the prices', 1, [odds(market('<outcome id="1" odds="1.6"/><outcome id="2"/>'))]],
    [
      'stays with the order of the outcomes',
      1,
      [odds(market('<outcome id="2" odds="2.5"/><outcome id="1" odds="1.6"/>'))],
    ],
    ['rises with the state', 2, [odds(market(two, 'status="-1"'))]],
    ['rises twice by suspended and open', 3, [odds(market(two, 'status="-1"')), open]],
    ['rises when it goes in play', 2, [odds(market(two), live)]],
    [
      'rises with an outcome that is no longer offered',
      2,
      [odds(market('<outcome id="1" odds="1.5"/><outcome id="2" active="0"/>'))],
    ],
    ['rises with an outcome that is left out', 2, [odds(market('<outcome id="1" odds="1.5"/>'))]],
    ['rises with a new outcome', 2, [odds(market(`${two}<outcome id="3" odds="9"/>`))]],
    ['rises over a bet stop that is lifted', 3, [stop, open]],
    [
      'stays over a bet stop of other groups',
      1,
      [described, at('bet_stop', 'groups="corners"'), open],
    ],
    [
      'rises over a result that is taken back',
      3,
      [settled, at('rollback_bet_settlement', '', '<market id="1"/>'), open],
    ],
  ])('%s', (_, version, documents) => expect(versionAfter(...documents)).toBe(version));
});

describe('a bet stop', () => {
  it.each([
    ['groups="all"', ['all'], 'SUSPENDED'],
    ['groups="score|corners" market_status="-1"', ['score', 'corners'], 'SUSPENDED'],
    ['groups="all" market_status="0"', ['all'], 'INACTIVE'],
  ])('with %s is a fact', (more, groups, target) =>
    expect(factsOf(last(described, open, at('bet_stop', more)), 'BetStopped')).toMatchObject([
      { fixtureId: event, groups, target },
    ]),
  );

  it('leaves described markets to the readers, and stops others that may be meant', () => {
    expect(types(described, open, at('bet_stop', 'groups="corners"'))).toEqual(['BetStopped']);
    expect(types(open, at('bet_stop', 'groups="all"'))).toEqual(['BetStopped']);
    expect(types(open, at('bet_stop', 'groups="corners"'))).toEqual([
      'BetStopped',
      'MarketStatusChanged',
    ]);
  });
});

describe('results', () => {
  const rollback = at('rollback_bet_settlement', '', '<market id="1"/>');
  it('are counted per market; a repeat says nothing', () => {
    const provisional = settle(1, 'result="1"');
    const confirmed = settle(2, 'result="1"');
    expect(resultsOf(provisional)).toMatchObject([{ resultVersion: 1, certainty: 1 }]);
    expect(resultsOf(provisional, confirmed)).toMatchObject([{ resultVersion: 2, certainty: 2 }]);
    expect(resultsOf(confirmed, confirmed)).toEqual([]);
    expect(resultsOf(confirmed, rollback)).toMatchObject([
      { type: 'ResultRolledBack', resultVersion: 1 },
    ]);
    expect(resultsOf(confirmed, rollback, confirmed)).toMatchObject([{ resultVersion: 2 }]);
  });

  it.each([
    ['result="1"', [1, 1], [0, 1]],
    ['result="0"', [0, 1], [0, 1]],
    ['result="0" void_factor="1"', [0, 1], [1, 1]],
    ['result="0" void_factor="1.0"', [0, 1], [1, 1]],
    ['result="1" void_factor="0.5" dead_heat_factor="0.5"', [1, 4], [1, 2]],
    ['result="1" dead_heat_factor="0.3333"', [3_333, 10_000], [0, 1]],
    ['result="1" void_factor="0.1"', [9, 10], [1, 10]],
  ])('%s', (written, [num, den], [voidNum, voidDen]) =>
    expect(resultsOf(settle(2, written))).toMatchObject([
      { outcomes: [{ win: { num, den }, void: { num: voidNum, den: voidDen }, undecided: false }] },
    ]),
  );

  it('may leave an outcome undecided', () =>
    expect(resultsOf(settle(2, 'result="-1"'))).toMatchObject([
      { outcomes: [{ undecided: true }] },
    ]));

  it.each([
    'result="2"',
    'result="1" void_factor="1.5"',
    'result="1" void_factor="x"',
    'result="1" dead_heat_factor="-0.5"',
    '',
  ])('make no sense with %j: the fixture stops', (written) => {
    const said = last(open, settle(2, written));
    expect(said.faults).toMatchObject([{ code: 'LINE_MALFORMED' }]);
    expect(factsOf(said).map(({ type }) => type)).toEqual(['BetStopped']);
  });
});
