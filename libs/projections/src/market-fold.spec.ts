import { describe, expect, it } from '@jest/globals';
import { fixtureId, limits, marketId, outcomeId, type OddsEvent } from '@stakelog/contracts';
import { MarketTable } from '@stakelog/domain';
import { ended, facts, offered, prng, type Prng } from '@stakelog/testing';
import { fixtureKey, fixturesKey } from './fixture-view';
import { marketKey, type MarketView } from './market-view';
import { foldFacts } from './odds-events-projection';
import { pricesKey } from './price-history';
import { workingSet } from './working-set';

const fixture = fixtureId('f1');
const market = marketId('m1');

function folded(history: readonly (OddsEvent | 'undecodable')[]) {
  const working = workingSet(new Map());
  foldFacts(
    working,
    history.map((fact, offset) => ({ partition: 5, offset, key: fixture, fact })),
  );
  return working;
}

const book = (...history: (OddsEvent | 'undecodable')[]) =>
  folded([facts.fixtureDefined(), facts.marketDefined(), ...history]).get(marketKey(market));

const three = [offered('home', 20_000), offered('draw', 30_000), offered('away', 40_000)];
const open = facts.snapshot({ outcomes: three, marketVersion: 1, tradingState: 'OPEN' });
const home = (view: MarketView | undefined) =>
  view?.outcomes.find((outcome) => outcome.outcomeId === outcomeId('home'));

describe('a market’s book', () => {
  it('names for each price the fact that set it', () => {
    const view = book(open, facts.odds('home', 21_000, { marketVersion: 1 }));
    expect(view?.outcomes.map(({ odds, oddsAt }) => [odds, oddsAt])).toEqual([
      [21_000, 'o5:3'],
      [30_000, 'o5:2'],
      [40_000, 'o5:2'],
    ]);
    expect(view).toMatchObject({ tradingState: 'OPEN', marketVersion: 1, asOf: 'o5:3' });
  });

  it('forgets what a full state does not mention', () => {
    const again = facts.snapshot({ outcomes: [offered('draw', 31_000)], marketVersion: 2 });
    expect(home(book(open, again))).toEqual({
      outcomeId: 'home',
      name: 'home',
      sortPriority: 0,
      state: 'INACTIVE',
      offered: false,
    });
  });

  it('has no price once it is withdrawn', () => {
    const view = book(open, facts.odds('home', null, { marketVersion: 1 }));
    expect(home(view)).toMatchObject({ state: 'ACTIVE', oddsAt: 'o5:3' });
    expect(home(view)).not.toHaveProperty('odds');
  });

  it('stops with its group, and only when it is open', () => {
    expect(book(open, facts.betStopped(['other']))).toMatchObject({ tradingState: 'OPEN' });
    expect(book(open, facts.betStopped(['main']))).toMatchObject({ tradingState: 'SUSPENDED' });
  });

  it('closes when every outcome is decided, and opens again when that is taken back', () => {
    const lost = [ended('draw', [0, 1]), ended('away', [0, 1])];
    const partly = facts.resulted([ended('home')], { resultVersion: 1 });
    const fully = facts.resulted([ended('home'), ...lost], { resultVersion: 2 });
    expect(book(open, partly)).toMatchObject({ tradingState: 'OPEN', resultState: 'FINAL' });
    expect(book(open, partly, fully)).toMatchObject({ tradingState: 'CLOSED', resultVersion: 2 });
    const undone = book(open, partly, fully, facts.rolledBack(2));
    expect(undone).toMatchObject({ resultState: 'NONE', resultVersion: 2 });
    expect(home(undone)).not.toHaveProperty('result');
  });

  it('waits for a full state after a fact that could not be read', () => {
    expect(book(open, 'undecodable')).toMatchObject({ quarantined: true });
    const again = facts.snapshot({ outcomes: three, marketVersion: 2 });
    expect(book(open, 'undecodable', again)).toMatchObject({ quarantined: false });
  });

  it('is unchanged by a fact that is older than what it shows', () => {
    const newer = facts.status('SUSPENDED', { marketVersion: 5 });
    expect(book(open, newer, facts.status('OPEN', { marketVersion: 4 }))?.asOf).toBe('o5:3');
  });
});

it('lists fixtures by start and sport, and markets in their fixture', () => {
  const later = facts.fixtureDefined({ scheduledStartMs: facts.fixtureDefined().scheduledStartMs });
  const { changes, get } = folded([facts.fixtureDefined(), facts.marketDefined(), later]);
  expect(get(fixtureKey(fixture))?.marketIds).toEqual([market]);
  expect(changes().ranks.map(({ key, member }) => [key, member])).toEqual([
    [fixturesKey(), fixture],
    [fixturesKey('football'), fixture],
  ]);
});

it('keeps the newest price moves', () => {
  const { changes } = folded([facts.marketDefined(), open, facts.odds('home', 21_000)]);
  expect(changes().entries).toMatchObject([
    { key: pricesKey(market), offset: 1, entriesMax: limits.priceMovesMax },
    { offset: 2, entry: { at: 'o5:2', outcomes: [{ outcomeId: 'home', odds: 21_000 }] } },
  ]);
});

const states = ['INACTIVE', 'OPEN', 'SUSPENDED', 'HANDED_OVER', 'CLOSED'] as const;
const ids = ['home', 'draw', 'away'];

/** Any fact about the market, legal or not. */
function anyFact(random: Prng): OddsEvent | 'undecodable' {
  const pick = <Item>(items: readonly Item[]): Item =>
    items[random.below(items.length)] ?? (items[0] as Item);
  const some = () => ids.filter(() => random.percent(60));
  const by = { producerId: pick(['feed', 'other']), marketVersion: random.below(12) };
  const made = [
    () =>
      facts.snapshot({
        ...by,
        tradingState: pick(states),
        outcomes: some().map((id) => offered(id, 11_000 + random.below(9_000))),
      }),
    () => facts.odds(pick(ids), random.percent(80) ? 11_000 + random.below(9_000) : null, by),
    () => facts.status(pick(states), { ...by, inPlay: random.percent(50) }),
    () => facts.betStopped([pick(['all', 'main', 'other'])]),
    () => facts.withdrawn({ ...by, outcomeId: outcomeId(pick(ids)) }),
    () => facts.reinstated({ ...by, outcomeId: outcomeId(pick(ids)) }),
    () =>
      facts.resulted(
        some().map((id) => ended(id)),
        { resultVersion: random.below(9), certainty: 1 + random.below(2) },
      ),
    () => facts.rolledBack(random.below(9)),
    () => facts.overridden(pick(['NONE', 'SUSPENDED'])),
    () => 'undecodable' as const,
  ];
  return pick(made)();
}

it.each(Array.from({ length: 100 }, (_, seed) => seed))(
  'seed %i: shows what the engine decides on',
  (seed) => {
    const random = prng(seed);
    const history = Array.from({ length: 60 }, () => anyFact(random));
    const all = [facts.fixtureDefined(), facts.marketDefined(), ...history];
    const table = new MarketTable(6);
    all.forEach((fact, offset) =>
      table.adopt(
        { partition: 5, offset },
        fixture,
        fact === 'undecodable' ? { type: fact, code: 'TRUNCATED' } : fact,
      ),
    );
    const engine = table.markets.get(market);
    const view = folded(all).get(marketKey(market));
    expect({
      trading: view?.tradingState,
      inPlay: view?.inPlay,
      version: view?.marketVersion,
      override: view?.override,
      quarantined: view?.quarantined,
      resultVersion: view?.resultVersion,
      outcomes: view?.outcomes.map(({ outcomeId: id, state, odds, oddsAt, result }) => [
        id,
        state,
        odds,
        oddsAt,
        result?.resultVersion,
      ]),
    }).toEqual({
      trading: engine?.trading,
      inPlay: engine?.inPlay,
      version: engine?.marketVersion,
      override: engine?.override,
      quarantined: engine?.quarantined,
      resultVersion: engine?.resultVersion,
      outcomes: ids.map((id) => {
        const known = engine?.outcomes.get(outcomeId(id));
        const at = known?.oddsAt;
        return [
          id,
          known?.state ?? 'INACTIVE',
          known?.odds ?? undefined,
          at && `o${at.partition}:${at.offset}`,
          engine?.results.get(outcomeId(id))?.version,
        ];
      }),
    });
  },
);
