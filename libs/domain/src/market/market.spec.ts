import { describe, expect, test } from '@jest/globals';
import {
  defined,
  fixtureId,
  marketId,
  outcomeId,
  words,
  type OddsEvent,
  type TradingState,
} from '@stakelog/contracts';
import { ended, facts, offered } from '@stakelog/testing';
import { isResulted } from './market';
import { MarketTable } from './market-table';

const states = words['trading-state'];

/** A table after these facts about fixture `f1`. */
function tableOf(...adopted: readonly OddsEvent[]) {
  const table = new MarketTable(1);
  for (const [offset, fact] of adopted.entries()) table.adopt({ partition: 0, offset }, 'f1', fact);
  return table;
}

const market = (table: MarketTable) => table.markets.get(marketId('m1'));
const outcome = (table: MarketTable, id = 'home') => market(table)?.outcomes.get(outcomeId(id));

/** Facts that bring a market into a state. */
const into = (state: TradingState): readonly OddsEvent[] =>
  state === 'HANDED_OVER' || state === 'CLOSED'
    ? [facts.marketDefined(), facts.snapshot(), facts.status(state)]
    : [facts.marketDefined(), facts.snapshot({ tradingState: state })];

const stopped = (groups: string[], fixture = 'f1') =>
  market(
    tableOf(
      ...into('OPEN'),
      facts.betStopped(groups, { target: 'INACTIVE', fixtureId: fixtureId(fixture) }),
    ),
  )?.trading;
const at = (resultVersion: number, certainty: number, win: [number, number] = [1, 1]) =>
  facts.resulted([ended('home', win)], { resultVersion, certainty });
const result = (...adopted: readonly OddsEvent[]) =>
  market(tableOf(...into('OPEN'), ...adopted))?.results.get(outcomeId('home'));

describe('trading state', () => {
  const next: Record<TradingState, readonly TradingState[]> = {
    INACTIVE: ['OPEN', 'SUSPENDED', 'CLOSED'],
    OPEN: ['SUSPENDED', 'INACTIVE', 'HANDED_OVER', 'CLOSED'],
    SUSPENDED: ['OPEN', 'INACTIVE', 'HANDED_OVER', 'CLOSED'],
    HANDED_OVER: [],
    CLOSED: ['OPEN', 'SUSPENDED', 'INACTIVE'],
  };
  const pairs = states.flatMap((from) =>
    states.map((to) => ({ from, to, legal: from === to || next[from].includes(to) })),
  );

  test.each(pairs)('$from → $to is legal: $legal', ({ from, to, legal }) => {
    for (const fact of [facts.status(to), facts.snapshot({ tradingState: to })]) {
      const table = tableOf(...into(from), fact);
      expect(market(table)?.trading).toBe(legal ? to : from);
      expect(table.ignored).toBe(legal ? 0 : 1);
    }
  });

  test.each(states)('a market first seen as %s', (state) => {
    const table = tableOf(facts.marketDefined(), facts.status(state));
    const legal = ['INACTIVE', 'OPEN', 'SUSPENDED'].includes(state);
    expect(market(table)?.trading).toBe(legal ? state : undefined);
    expect(table.ignored).toBe(legal ? 0 : 1);
  });

  test.each(states)('HANDED_OVER → %s by the new producer', (to) => {
    const table = tableOf(...into('HANDED_OVER'), facts.status(to, { producerId: 'live' }));
    const legal = to === 'OPEN' || to === 'SUSPENDED' || to === 'CLOSED';
    expect(market(table)).toMatchObject(
      legal ? { trading: to, producerId: 'live' } : { trading: 'HANDED_OVER', producerId: 'feed' },
    );
  });

  test('the hand-over is skipped where the new producer came first', () => {
    const table = tableOf(
      ...into('OPEN'),
      facts.snapshot({ producerId: 'live' }),
      facts.status('HANDED_OVER'),
    );
    expect(market(table)).toMatchObject({ trading: 'OPEN', producerId: 'live' });
    expect(table.ignored).toBe(1);
  });

  test('CLOSED stays while a result stands, and opens after its rollback', () => {
    const closed = [...into('CLOSED'), facts.resulted([ended('home')])];
    expect(market(tableOf(...closed, facts.status('OPEN')))?.trading).toBe('CLOSED');
    const table = tableOf(...closed, facts.rolledBack(1), facts.status('OPEN'));
    expect(market(table)?.trading).toBe('OPEN');
  });

  test('a state older than the stored one is ignored', () => {
    const table = tableOf(
      ...into('OPEN'),
      facts.status('SUSPENDED', { marketVersion: 5 }),
      facts.status('OPEN', { marketVersion: 4 }),
      facts.odds('home', 99_000, { marketVersion: 4 }),
      facts.snapshot({ marketVersion: 4 }),
    );
    expect(market(table)).toMatchObject({ trading: 'SUSPENDED', marketVersion: 5 });
    expect(outcome(table)?.odds).toBe(25_000);
    expect(table.ignored).toBe(3);
  });

  test('an override stands above the feed until the operator lifts it', () => {
    const suspended = [...into('OPEN'), facts.overridden('SUSPENDED'), facts.snapshot()];
    expect(market(tableOf(...suspended))?.override).toBe('SUSPENDED');
    expect(market(tableOf(...suspended, facts.overridden('NONE')))?.override).toBe('NONE');
  });
});

describe('bet stop', () => {
  test.each(states)('of a market that is %s', (state) => {
    const stop = facts.betStopped(['all']);
    const table = tableOf(...into(state), stop);
    expect(market(table)?.trading).toBe(state === 'OPEN' ? 'SUSPENDED' : state);
  });

  test('concerns the groups it names, of the fixture it names', () => {
    expect(stopped(['main'])).toBe('INACTIVE');
    expect(stopped(['side', 'main'])).toBe('INACTIVE');
    expect(stopped(['side'])).toBe('OPEN');
    expect(stopped(['all'], 'f2')).toBe('OPEN');
  });
});

describe('result state', () => {
  test('provisional, corrected, final, corrected', () => {
    expect(result(at(1, 1))).toMatchObject({ certainty: 1, version: 1 });
    expect(result(at(1, 1), at(2, 1, [0, 1]))).toMatchObject({ certainty: 1, version: 2 });
    expect(result(at(1, 1), at(2, 2))).toMatchObject({ certainty: 2, version: 2 });
    expect(result(at(1, 2), at(2, 2, [0, 1]))).toMatchObject({
      certainty: 2,
      version: 2,
      declared: { win: { num: 0 } },
    });
  });

  test('a provisional result after a final one is ignored until a rollback', () => {
    expect(result(at(1, 2), at(2, 1, [0, 1]))).toMatchObject({ certainty: 2, version: 1 });
    expect(result(at(1, 2), facts.rolledBack(1), at(2, 1))).toMatchObject({ certainty: 1 });
  });

  test('a result is taken back with all below it, and an older version does not return', () => {
    expect(result(at(1, 2), facts.rolledBack(1))).toBeUndefined();
    expect(result(at(1, 1), at(2, 2), facts.rolledBack(2), at(2, 2))).toBeUndefined();
    expect(result(at(1, 2), at(2, 2), facts.rolledBack(1))).toMatchObject({ version: 2 });
  });

  test('a rollback of nothing is ignored', () => {
    const table = tableOf(...into('OPEN'), facts.rolledBack(3));
    expect(table.ignored).toBe(1);
  });

  test('the market closes when every outcome is decided', () => {
    const some = facts.resulted([ended('home'), ended('draw', [0, 1])]);
    const rest = facts.resulted([ended('away', [0, 1])], { resultVersion: 2 });
    expect(market(tableOf(...into('OPEN'), some))?.trading).toBe('OPEN');
    expect(market(tableOf(...into('OPEN'), some, rest))?.trading).toBe('CLOSED');
  });

  test('an outcome may become undecided again', () => {
    const undecided = facts.resulted([{ ...ended('home'), undecided: true }], { resultVersion: 2 });
    const table = tableOf(...into('OPEN'), at(1, 2), undecided);
    expect(market(table)?.results.size).toBe(0);
    expect(market(table)?.undoneAt).toEqual({ partition: 0, offset: 3 });
  });
});

/** Facts that open a market of totals. */
const asian = [facts.marketDefined({ settlement: 'ASIAN_TOTAL' }), facts.snapshot()];
/** A result that gives a score alone, and leaves some outcomes open. */
const scored = (resultVersion: number, home: number, certainty = 2, open: string[] = []) =>
  facts.resulted(
    open.map((id) => ({ ...ended(id), undecided: true })),
    { resultVersion, certainty, score: { home, away: 0 } },
  );
const homeScore = (...adopted: readonly OddsEvent[]) =>
  market(tableOf(...asian, ...adopted))?.scored?.score.home;
const known = (...adopted: readonly OddsEvent[]) =>
  defined(market(tableOf(...adopted)), 'the market is known');

describe('the score of a result', () => {
  test('the newest stands, a confirmed one over a provisional one, until its rollback', () => {
    expect(homeScore(scored(1, 1), scored(2, 2))).toBe(2);
    expect(homeScore(scored(1, 1), scored(2, 2, 1))).toBe(1);
    expect(homeScore(scored(1, 1, 1), scored(2, 2, 1))).toBe(2);
    expect(homeScore(scored(1, 1), facts.rolledBack(1))).toBeUndefined();
    expect(homeScore(scored(1, 1), scored(2, 2), facts.rolledBack(1))).toBe(2);
  });

  test('it is a result of every Asian line that it does not leave open, since rules 2', () => {
    const half = known(...asian, scored(1, 1, 2, ['away']));
    expect(isResulted(half, outcomeId('home'), 2)).toBe(true);
    expect(isResulted(half, outcomeId('home'), 1)).toBe(false);
    expect(isResulted(half, outcomeId('away'), 2)).toBe(false);
    expect(isResulted(known(...into('OPEN'), scored(1, 1)), outcomeId('home'), 2)).toBe(false);
  });

  test('a definition that changes what results mean concerns bets since rules 2', () => {
    const more = facts.marketDefined({ settlement: 'ASIAN_TOTAL', numberOfWinners: 2 });
    const table = tableOf(...asian, scored(1, 1), more, more);
    expect(table.relevantBetween(0, 3, 5)).toMatchObject([{ at: { offset: 3 }, sinceRules: 2 }]);
    expect(tableOf(...asian, more).relevantBetween(0, 0, 3)).toEqual([]);
  });
});

describe('outcomes', () => {
  test('a withdrawal lasts until the runner is reinstated, whatever snapshots show', () => {
    const gone = [...into('OPEN'), facts.withdrawn({ deductionPpm: 50_000 })];
    expect(outcome(tableOf(...gone))?.state).toBe('REMOVED');
    expect(outcome(tableOf(...gone, facts.snapshot({ marketVersion: 3 })))?.state).toBe('REMOVED');
    const back = tableOf(...gone, facts.reinstated());
    expect(outcome(back)?.state).toBe('ACTIVE');
    expect(market(back)?.withdrawals.size).toBe(0);
  });

  test('only a runner that was removed is reinstated', () => {
    const inactive = facts.snapshot({ outcomes: [offered('home', 25_000, 'INACTIVE')] });
    const table = tableOf(facts.marketDefined(), inactive, facts.reinstated());
    expect(outcome(table)?.state).toBe('INACTIVE');
    expect(table.ignored).toBe(1);
  });

  test('a snapshot replaces all prices, a change only those it names', () => {
    const moved = tableOf(...into('OPEN'), facts.odds('home', 24_000));
    expect(outcome(moved)).toMatchObject({ odds: 24_000, oddsAt: { offset: 2 } });
    expect(outcome(moved, 'draw')).toMatchObject({ odds: 32_000, oddsAt: { offset: 1 } });
    const image = tableOf(...into('OPEN'), facts.snapshot({ outcomes: [offered('home', 24_000)] }));
    expect(outcome(image, 'draw')).toBeUndefined();
  });
});

describe('fixtures and undecodable facts', () => {
  test('scores count up', () => {
    const table = tableOf(facts.score(2, { home: 1 }), facts.score(1), facts.score(2));
    expect(table.fixtures.get(fixtureId('f1'))).toMatchObject({
      scoreVersion: 2,
      score: { home: 1, away: 0 },
    });
    expect(table.ignored).toBe(2);
  });

  test('a fact that nobody can read quarantines its fixture until the next full state', () => {
    const table = tableOf(...into('OPEN'));
    const relevant = table.adopt({ partition: 0, offset: 2 }, 'f1', {
      type: 'undecodable',
      code: 'TRUNCATED',
    });
    expect(relevant).toBe(true);
    expect(market(table)?.quarantined).toBe(true);
    table.adopt({ partition: 0, offset: 3 }, 'f1', facts.odds('home', 24_000));
    expect(market(table)?.quarantined).toBe(true);
    table.adopt({ partition: 0, offset: 4 }, 'f1', facts.snapshot());
    expect(market(table)?.quarantined).toBe(false);
  });

  test('a policy of an old or a known version changes nothing', () => {
    const table = tableOf(
      facts.policy({ policyVersion: 2 }),
      facts.policy({ policyVersion: 1, baseCurrency: 'USD' }),
      facts.policy({ policyVersion: 2, baseCurrency: 'USD' }),
    );
    expect(table.policy).toMatchObject({ policyVersion: 2, baseCurrency: 'EUR' });
    expect(table.policies.get(2)?.baseCurrency).toBe('EUR');
    expect(table.ignored).toBe(2);
  });
});
