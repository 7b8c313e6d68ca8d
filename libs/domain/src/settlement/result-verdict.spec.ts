import { describe, expect, test } from '@jest/globals';
import {
  marketId,
  outcomeId,
  utcMs,
  type FixtureStatus,
  type Leg,
  type MarketDefined,
  type MarketResulted,
  type OddsEvent,
} from '@stakelog/contracts';
import { ended, facts } from '@stakelog/testing';
import { MarketTable } from '../market/market-table';
import { legVerdict } from './leg-truth';
import { acceptedAtMs, legOn } from './testing/struck';

const leg = (over: Partial<Leg> = {}) => legOn('m1', 20_000, over);
const legOf = (id: string) => leg({ outcomeId: outcomeId(id) });
const is = (status: FixtureStatus) => facts.fixtureStatus(status);
const tiedAt = (rank: number, tied: number) =>
  facts.resulted([{ ...ended('home'), position: { rank, tied } }]);
const stopped = (reason: string, home = 0, away = 0) =>
  facts.resulted([ended('home')], { reason, score: { home, away } });

function tableOf(...adopted: readonly OddsEvent[]) {
  const table = new MarketTable(1);
  for (const [offset, fact] of adopted.entries()) table.adopt({ partition: 0, offset }, 'f1', fact);
  return table;
}

/** What the facts make of a leg: its win and void share with the rule, or what it waits for. */
function verdict(of: Leg, rules: number, ...adopted: readonly OddsEvent[]) {
  const table = tableOf(...adopted);
  const market = table.markets.get(marketId('m1'));
  const fixture = market && table.fixtureOf(market);
  const truth = legVerdict(of, { acceptedAtMs, market, fixture, override: 'NONE', rules });
  if (typeof truth === 'string') return truth;
  const { win, void: refunded } = truth.factors;
  return `${win.num}/${win.den} ${refunded.num}/${refunded.den} ${truth.rule}`;
}

const line = (id: string, line4: number, competitorId: string | null = null) => ({
  outcomeId: outcomeId(id),
  name: id,
  competitorId,
  line4,
  sortPriority: 1,
});
const asian = (
  settlement: MarketDefined['settlement'],
  line4: number,
  over: Partial<MarketDefined> = {},
) =>
  facts.marketDefined({
    settlement,
    outcomes: [
      line('home', line4),
      line('away', -line4),
      line('over', line4),
      line('under', line4),
    ],
    ...over,
  });
const scored = (home: number, away: number, over: Partial<MarketResulted> = {}) =>
  facts.resulted([], { score: { home, away }, ...over });

describe('Asian lines from the score (domain.md §7.3)', () => {
  test.each([
    [2, 1, -2, '1/1 0/1'],
    [2, 1, -3, '1/2 1/2'],
    [2, 1, -4, '0/1 1/1'],
    [2, 1, -5, '0/1 1/2'],
    [1, 1, 1, '1/2 1/2'],
    [1, 1, -1, '0/1 1/2'],
    [0, 1, 2, '0/1 0/1'],
    [0, 1, 4, '0/1 1/1'],
  ])('%i–%i at %i quarters: %s', (home, away, line4, factors) => {
    const market = asian('ASIAN_HANDICAP', line4);
    expect(verdict(leg(), 2, market, scored(home, away))).toBe(`${factors} asian-handicap/2`);
    const mirrored = asian('ASIAN_HANDICAP', -line4);
    const away1 = leg({ outcomeId: outcomeId('away') });
    expect(verdict(away1, 2, mirrored, scored(away, home))).toBe(`${factors} asian-handicap/2`);
  });

  test.each([
    ['over', 10, 3, '1/1 0/1'],
    ['under', 10, 3, '0/1 0/1'],
    ['over', 11, 3, '1/2 1/2'],
    ['under', 11, 3, '0/1 1/2'],
    ['over', 12, 3, '0/1 1/1'],
    ['under', 12, 3, '0/1 1/1'],
  ])('%s %i quarters with %i goals: %s', (side, line4, goals, factors) => {
    const total = leg({ outcomeId: outcomeId(side), scoreAtAcceptance: { home: 1, away: 0 } });
    for (const scoreBasis of ['FULL', 'FROM_ACCEPTANCE'] as const) {
      const market = asian('ASIAN_TOTAL', line4, { scoreBasis });
      expect(verdict(total, 2, market, scored(goals, 0))).toBe(`${factors} asian-total/2`);
    }
  });

  test('home −0.5 struck at 1–0, final 2–1, is lost: the goals since count', () => {
    const market = asian('ASIAN_HANDICAP', -2, { scoreBasis: 'FROM_ACCEPTANCE' });
    const struckAt = leg({ scoreAtAcceptance: { home: 1, away: 0 } });
    expect(verdict(struckAt, 2, market, scored(2, 1))).toBe('0/1 0/1 asian-handicap/2');
    expect(verdict(leg(), 2, market, scored(2, 1))).toBe('1/1 0/1 asian-handicap/2');
  });

  test('declared factors stand for a full score, and are ignored where goals count from acceptance', () => {
    const declared = facts.resulted([ended('home', [0, 1])], { score: { home: 2, away: 0 } });
    expect(verdict(leg(), 2, asian('ASIAN_HANDICAP', -2), declared)).toBe('0/1 0/1 result/2');
    const since = asian('ASIAN_HANDICAP', -2, { scoreBasis: 'FROM_ACCEPTANCE' });
    expect(verdict(leg(), 2, since, declared)).toBe('1/1 0/1 asian-handicap/2');
    expect(verdict(leg(), 2, since, facts.resulted([ended('home')]))).toBe('SCORE');
  });

  test('what it waits for', () => {
    const market = asian('ASIAN_HANDICAP', -2);
    expect(verdict(leg(), 2, market)).toBe('RESULT');
    expect(verdict(leg(), 2, market, scored(2, 1, { certainty: 1 }))).toBe('CERTAINTY');
    expect(verdict(leg(), 2, market, scored(2, 1), facts.rolledBack(1))).toBe('RESULT');
    const unsaid = { ...ended('home'), undecided: true };
    const open = facts.resulted([unsaid], { score: { home: 2, away: 1 } });
    expect(verdict(leg(), 2, market, open)).toBe('RESULT');
    const nameless = asian('ASIAN_HANDICAP', -2, { outcomes: [line('x1', -2)] });
    const of = leg({ outcomeId: outcomeId('x1') });
    expect(verdict(of, 2, nameless, scored(2, 1))).toBe('DEFINITION');
  });

  test('the side is the competitor’s where it is named', () => {
    const competitors = [
      { id: 'c1', name: 'Under United', side: 'AWAY' as const },
      { id: 'c2', name: 'Rovers', side: 'HOME' as const },
    ];
    const fixture = facts.fixtureDefined({ competitors });
    const market = asian('ASIAN_HANDICAP', -2, {
      outcomes: [line('x1', -2, 'c1'), { ...line('x2', -2), name: 'Rovers -0.5' }],
    });
    const all = [fixture, market, scored(0, 1)];
    expect(verdict(legOf('x1'), 2, ...all)).toBe('1/1 0/1 asian-handicap/2');
    expect(verdict(legOf('x2'), 2, ...all)).toBe('0/1 0/1 asian-handicap/2');
  });
});

describe('declared results', () => {
  test('a position in a market of several winners', () => {
    const market = facts.marketDefined({ numberOfWinners: 3 });
    expect(verdict(leg(), 2, market, tiedAt(3, 2))).toBe('1/2 0/1 dead-heat/2');
    expect(verdict(leg(), 2, market, tiedAt(2, 1))).toBe('1/1 0/1 result/2');
    expect(verdict(leg(), 2, market, tiedAt(4, 1))).toBe('0/1 0/1 result/2');
    expect(verdict(leg(), 1, market, tiedAt(3, 2))).toBe('0/1 0/1 result/1');
  });

  test('rule sets may settle on a provisional result, by market type', () => {
    const quick = leg({ ruleSetId: 'in-play-quick' });
    const said = facts.resulted([ended('home')], { certainty: 1 });
    const point = facts.marketDefined({ marketType: 'NEXT_POINT' });
    expect(verdict(quick, 2, point, said)).toBe('1/1 0/1 result/2');
    expect(verdict(quick, 1, point, said)).toBe('CERTAINTY');
    expect(verdict(leg(), 2, point, said)).toBe('CERTAINTY');
    expect(verdict(quick, 2, facts.marketDefined(), said)).toBe('CERTAINTY');
  });
});

describe('rule sets', () => {
  test.each([
    [null, 'WALKOVER', 0, 0, '0/1 1/1 walkover/1'],
    ['to-progress', 'WALKOVER', 0, 0, '1/1 0/1 result/2'],
    [null, 'RETIRED', 0, 0, '0/1 1/1 retired/1'],
    [null, 'RETIRED', 1, 0, '1/1 0/1 result/2'],
    [null, 'RETIRED', 0, 1, '1/1 0/1 result/2'],
    ['tennis-one-set', 'RETIRED', 0, 1, '1/1 0/1 result/2'],
    ['tennis-match-completed', 'RETIRED', 1, 1, '0/1 1/1 retired/1'],
    ['tennis-first-ball', 'RETIRED', 0, 0, '1/1 0/1 result/2'],
    ['nobody-defined-it', 'WALKOVER', 0, 0, '0/1 1/1 walkover/1'],
    [null, 'as the feed words it', 0, 0, '1/1 0/1 result/2'],
  ])('%s: %s after %i–%i sets is %s', (ruleSetId, reason, home, away, expected) => {
    expect(verdict(leg({ ruleSetId }), 2, stopped(reason, home, away))).toBe(expected);
    expect(verdict(leg({ ruleSetId }), 1, stopped(reason, home, away))).toBe('1/1 0/1 result/1');
  });

  test('a retirement is judged by the sets that were played', () => {
    const unknown = facts.resulted([ended('home')], { reason: 'RETIRED' });
    expect(verdict(leg(), 2, unknown)).toBe('SCORE');
  });
});

describe('fixtures that are not played out', () => {
  const market = facts.marketDefined();
  test.each<[FixtureStatus, string | null, string]>([
    ['CANCELLED', null, '0/1 1/1 cancelled/1'],
    ['ABANDONED', null, '0/1 1/1 abandoned/1'],
    ['POSTPONED', null, 'POSTPONED'],
    ['POSTPONED', 'postponed-void', '0/1 1/1 postponed/1'],
    ['ENDED', null, 'RESULT'],
  ])('%s under the rule set %s: %s', (status, ruleSetId, expected) => {
    expect(verdict(leg({ ruleSetId }), 2, market, is(status))).toBe(expected);
    expect(verdict(leg({ ruleSetId }), 1, market, is(status))).toBe('RESULT');
    expect(verdict(leg({ ruleSetId }), 2, market, is(status), is('LIVE'))).toBe('RESULT');
  });

  test('what was decided before stands, and comes back in any order', () => {
    const won = facts.resulted([ended('home')]);
    expect(verdict(leg(), 2, market, won, is('ABANDONED'))).toBe('1/1 0/1 result/2');
    expect(verdict(leg(), 2, market, is('ABANDONED'), won)).toBe('1/1 0/1 result/2');
    const undone = [market, won, is('ABANDONED'), facts.rolledBack(1)];
    expect(verdict(leg(), 2, ...undone)).toBe('0/1 1/1 abandoned/1');
  });

  test('such a status concerns bets since rules 2, of every market of the fixture', () => {
    const two = facts.marketDefined({ marketId: marketId('m2') });
    const table = tableOf(market, two, is('LIVE'), is('CANCELLED'), is('CANCELLED'), is('LIVE'));
    expect(table.relevantBetween(0, 0, 6)).toMatchObject([
      { at: { offset: 3 }, marketId: 'm1', sinceRules: 2 },
      { at: { offset: 3 }, marketId: 'm2', sinceRules: 2 },
      { at: { offset: 5 }, marketId: 'm1', sinceRules: 2 },
      { at: { offset: 5 }, marketId: 'm2', sinceRules: 2 },
    ]);
  });
});

/** The rule in force for a leg. */
function ruleInForce(override: 'NONE' | 'HALF_WON', ...adopted: readonly OddsEvent[]) {
  const table = tableOf(...adopted);
  const market = table.markets.get(marketId('m1'));
  const verdictOf = legVerdict(leg(), {
    acceptedAtMs: utcMs(5),
    market,
    fixture: undefined,
    override,
    rules: 2,
  });
  return typeof verdictOf === 'string' ? verdictOf : verdictOf.rule;
}

describe('dominance (domain.md §7.6)', () => {
  const won = facts.resulted([ended('home')]);
  const window = facts.window(null, null);
  const gone = facts.withdrawn();
  test.each([
    ['override/1', 'HALF_WON', [won, window, gone]],
    ['window/1', 'NONE', [won, window, gone]],
    ['withdrawal/1', 'NONE', [won, gone]],
    ['result/2', 'NONE', [won]],
  ] as const)('%s comes first, in any order', (rule, override, adopted) => {
    expect(ruleInForce(override, ...adopted)).toBe(rule);
    expect(ruleInForce(override, ...adopted.toReversed())).toBe(rule);
  });

  test('an override needs no market', () => {
    expect(ruleInForce('HALF_WON')).toBe('override/1');
    expect(ruleInForce('NONE')).toBe('RESULT');
  });
});
