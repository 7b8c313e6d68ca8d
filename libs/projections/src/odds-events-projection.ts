import type { FixtureId, ModelKey, OddsEvent } from '@stakelog/contracts';
import { factToken } from './event-fields';
import {
  bareFixture,
  fixtureKey,
  fixturesKey,
  fixtureView,
  type FixtureView,
} from './fixture-view';
import { marketView, stoppedMarket, type MarketFact } from './market-fold';
import { marketKey, type MarketView } from './market-view';
import { priceMove } from './price-history';
import type { PlacedFact } from './placed-event';
import type { WorkingSet } from './working-set';

/** A record that no reader can decode: the markets of its fixture wait for a full state. */
export type PlacedGap = Pick<PlacedFact, 'partition' | 'offset' | 'key'> & {
  readonly fact: 'undecodable';
};

type Placed = PlacedFact | PlacedGap;

/** The stored values that these facts are folded over, but for the markets that their fixtures list. */
export function keysOfFacts(facts: readonly Placed[]): ReadonlySet<ModelKey<object>> {
  const fixtures = new Set<string>();
  const markets = new Set<string>();
  for (const { fact, key } of facts) {
    if (fact === 'undecodable') fixtures.add(key);
    else if ('fixtureId' in fact) fixtures.add(fact.fixtureId);
    if (fact !== 'undecodable' && 'marketId' in fact) {
      fixtures.add(key);
      markets.add(fact.marketId);
    }
  }
  return new Set([...[...fixtures].map(fixtureKey), ...[...markets].map(marketKey)]);
}

/** A stop, or a gap, reaches every market of its fixture: these values are read after the fixtures'. */
export function keysOfFixtures(
  facts: readonly Placed[],
  stored: ReadonlyMap<string, object>,
): ReadonlySet<ModelKey<object>> {
  const keys = new Set<ModelKey<object>>();
  for (const { fact, key } of facts) {
    if (fact !== 'undecodable' && fact.type !== 'BetStopped') continue;
    const fixtureId = fact === 'undecodable' ? key : fact.fixtureId;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same fold wrote it under this key
    const fixture = stored.get(fixtureKey(fixtureId)) as FixtureView | undefined;
    for (const id of fixture?.marketIds ?? []) keys.add(marketKey(id));
  }
  return keys;
}

/** Folds applicable facts of one partition into its read models. Liveness and policies are no read model. */
export function foldFacts(working: WorkingSet, facts: readonly Placed[]): void {
  for (const placed of facts)
    if (placed.fact === 'undecodable') quarantine(working, placed);
    else foldFact(working, placed.fact, placed);
}

function foldFact(working: WorkingSet, fact: OddsEvent, placed: PlacedFact): void {
  switch (fact.type) {
    case 'FixtureDefined':
    case 'FixtureStatusChanged':
    case 'ScoreChanged':
      return foldFixture(
        working,
        fixtureView(working.get(fixtureKey(fact.fixtureId)), fact, placed),
      );
    case 'BetStopped':
      return eachMarket(working, fact.fixtureId, (view) =>
        stoppedMarket(view, fact.groups, fact.target, factToken(placed)),
      );
    case 'LimitPolicyChanged':
    case 'ProducerSessionOpened':
    case 'ProducerHeartbeat':
    case 'ProducerDown':
    case 'RecoveryStarted':
    case 'RecoveryCompleted':
      return undefined;
    case 'MarketDefined':
    case 'MarketSnapshot':
    case 'MarketStatusChanged':
    case 'OddsChanged':
    case 'RunnerWithdrawn':
    case 'RunnerReinstated':
    case 'MarketResulted':
    case 'ResultRolledBack':
    case 'BetsCancelledInWindow':
    case 'BetsCancellationRolledBack':
    case 'MarketOverridden':
      return foldMarket(working, fact, placed);
  }
}

function foldFixture(working: WorkingSet, after: FixtureView): void {
  const before = working.get(fixtureKey(after.fixtureId));
  if (after === before) return;
  working.put(fixtureKey(after.fixtureId), after);
  working.touch(`fixture:${after.fixtureId}`);
  if (after.name === '') return;
  if (before !== undefined && before.sport !== after.sport)
    working.rank(fixturesKey(before.sport), after.fixtureId, null);
  const moved = before?.scheduledStartMs !== after.scheduledStartMs || before.sport !== after.sport;
  if (!moved && before.name !== '') return;
  working.rank(fixturesKey(), after.fixtureId, after.scheduledStartMs);
  working.rank(fixturesKey(after.sport), after.fixtureId, after.scheduledStartMs);
}

function foldMarket(working: WorkingSet, fact: MarketFact, placed: PlacedFact): void {
  const key = marketKey(fact.marketId);
  const before = working.get(key);
  const after = marketView(before, fact, placed);
  if (after === before) return;
  putMarket(working, key, after);
  if (before === undefined) listMarket(working, after, factToken(placed));
  if (fact.type === 'OddsChanged' || fact.type === 'MarketSnapshot')
    working.append(priceMove(fact, placed));
}

function listMarket(working: WorkingSet, market: MarketView, at: string): void {
  const { fixtureId, marketId } = market;
  const fixture = working.get(fixtureKey(fixtureId)) ?? bareFixture(fixtureId, at);
  foldFixture(working, { ...fixture, marketIds: [...fixture.marketIds, marketId], asOf: at });
}

function quarantine(working: WorkingSet, gap: PlacedGap): void {
  const at = factToken(gap);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- facts of a fixture are keyed by it
  eachMarket(working, gap.key as FixtureId, (view) =>
    view.quarantined ? view : { ...view, quarantined: true, asOf: at },
  );
}

function eachMarket(
  working: WorkingSet,
  fixtureId: FixtureId,
  change: (view: MarketView) => MarketView,
): void {
  for (const marketId of working.get(fixtureKey(fixtureId))?.marketIds ?? []) {
    const key = marketKey(marketId);
    const before = working.get(key);
    const after = before && change(before);
    if (after !== undefined && after !== before) putMarket(working, key, after);
  }
}

/** Its channel is called as its key is. */
function putMarket(working: WorkingSet, key: ModelKey<MarketView>, view: MarketView): void {
  working.put(key, view);
  working.touch(key);
}
