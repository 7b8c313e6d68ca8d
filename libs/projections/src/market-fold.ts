import type {
  FixtureId,
  MarketDefined,
  MarketId,
  MarketSnapshot,
  MarketStatusChanged,
  OddsChanged,
  OddsEvent,
  OutcomeId,
  OutcomePrice,
  RunnerWithdrawn,
  StopTarget,
} from '@stakelog/contracts';
import { factToken } from './event-fields';
import { rolledBackMarket, resultedMarket } from './market-result';
import { mayBecome } from './market-transitions';
import { resultState, type MarketView, type OutcomeView } from './market-view';
import type { PlacedFact } from './placed-event';
import { withoutNulls } from './without-nulls';

/** Facts about one market. */
export type MarketFact = Extract<OddsEvent, { readonly marketId: MarketId }>;

/** A market that a fact named before its definition came. */
function bareMarket(marketId: MarketId, fixtureId: FixtureId, producerId: string): MarketView {
  return {
    marketId,
    fixtureId,
    marketType: '',
    specifiers: {},
    name: '',
    groups: [],
    numberOfWinners: 1,
    settlement: 'DECLARED',
    scoreBasis: 'FULL',
    antePost: false,
    singlesOnly: false,
    ruleSetId: '',
    override: 'NONE',
    inPlay: false,
    betDelayMs: 0,
    cashOut: 'NOT_OFFERED',
    marketVersion: 0,
    resultState: 'NONE',
    resultVersion: 0,
    quarantined: false,
    voidWindows: [],
    outcomes: [],
    producerId,
    asOf: '',
  };
}

/** The book after a fact; the same book where the fact is an illegal transition or older than what is shown. */
export function marketView(
  before: MarketView | undefined,
  fact: MarketFact,
  placed: PlacedFact,
): MarketView {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- facts of a market are keyed by its fixture
  const fixtureId = placed.key as FixtureId;
  const view = before ?? bareMarket(fact.marketId, fixtureId, fact.producerId);
  const at = factToken(placed);
  // By far the most frequent: copied once, and no price decides a result.
  if (fact.type === 'OddsChanged') return pricedMarket(view, fact, at);
  const after = folded(view, fact, at);
  if (after === undefined || after === before) return view;
  return { ...after, resultState: resultState(after), asOf: at };
}

/** OPEN markets of the named groups stop; `all` names every group. */
export function stoppedMarket(
  view: MarketView,
  groups: readonly string[],
  target: StopTarget,
  at: string,
): MarketView {
  const named = groups.includes('all') || view.groups.some((group) => groups.includes(group));
  return view.tradingState === 'OPEN' && named ? { ...view, tradingState: target, asOf: at } : view;
}

function folded(
  view: MarketView,
  fact: Exclude<MarketFact, OddsChanged>,
  at: string,
): MarketView | undefined {
  switch (fact.type) {
    case 'MarketDefined':
      return definedMarket(view, fact);
    case 'MarketSnapshot':
      return snapshotMarket(view, fact, at);
    case 'MarketStatusChanged':
      return mayShow(view, fact) ? { ...view, ...shownState(fact) } : undefined;
    case 'RunnerWithdrawn':
      return withdrawnRunner(view, fact);
    case 'RunnerReinstated': {
      const known = view.outcomes.find(({ outcomeId }) => outcomeId === fact.outcomeId);
      if (known?.state !== 'REMOVED') return undefined;
      const marketVersion = Math.max(view.marketVersion, fact.marketVersion);
      const outcomes = changed(view.outcomes, [fact], (outcome) => {
        const { removedAtMs: _, deductionPpm: __, ...rest } = outcome;
        return { ...rest, state: 'ACTIVE' };
      });
      return { ...view, marketVersion, outcomes };
    }
    case 'MarketResulted':
      return resultedMarket(view, fact);
    case 'ResultRolledBack':
      return rolledBackMarket(view, fact);
    case 'BetsCancelledInWindow': {
      const { windowId, fromMs, toMs, reason } = fact;
      const others = view.voidWindows.filter((known) => known.windowId !== windowId);
      return {
        ...view,
        voidWindows: [...others, withoutNulls({ windowId, fromMs, toMs, reason })],
      };
    }
    case 'BetsCancellationRolledBack': {
      const { windowId } = fact;
      const left = view.voidWindows.filter(
        (known) => windowId !== null && known.windowId !== windowId,
      );
      return { ...view, voidWindows: left };
    }
    case 'MarketOverridden':
      return { ...view, override: fact.override };
  }
}

function definedMarket(view: MarketView, fact: MarketDefined): MarketView {
  const { placeTerms: _, ...rest } = view;
  const known = new Map(view.outcomes.map((outcome) => [outcome.outcomeId, outcome]));
  const { placeTerms } = fact;
  return {
    ...rest,
    fixtureId: fact.fixtureId,
    marketType: fact.marketType,
    specifiers: fact.specifiers,
    name: fact.name,
    groups: fact.groups,
    numberOfWinners: fact.numberOfWinners,
    ...(placeTerms && { placeTerms: { places: placeTerms.places, fraction: placeTerms.fraction } }),
    settlement: fact.settlement,
    scoreBasis: fact.scoreBasis,
    antePost: fact.antePost,
    singlesOnly: fact.singlesOnly,
    ruleSetId: fact.ruleSetId,
    outcomes: fact.outcomes.map(({ outcomeId, name, competitorId, line4, sortPriority }) => ({
      outcomeId,
      name,
      ...withoutNulls({ competitorId, line4 }),
      sortPriority,
      ...undefinedParts(known.get(outcomeId)),
    })),
  };
}

/** What facts other than the definition said of an outcome. */
function undefinedParts(outcome: OutcomeView | undefined) {
  if (outcome === undefined) return { state: 'INACTIVE', offered: false } as const;
  const {
    outcomeId: _,
    name: __,
    competitorId: ___,
    line4: ____,
    sortPriority: _____,
    ...rest
  } = outcome;
  return rest;
}

/** Everything the snapshot does not mention is gone: an outcome without a mention has no price and cannot be bet on. */
function snapshotMarket(
  view: MarketView,
  fact: MarketSnapshot,
  at: string,
): MarketView | undefined {
  if (!mayShow(view, fact)) return undefined;
  const bare = view.outcomes.map((outcome) => ({
    ...unpriced(outcome),
    state: 'INACTIVE' as const,
    offered: false,
  }));
  const outcomes = changed(bare, fact.outcomes, (outcome, named) =>
    priced({ ...outcome, state: named.state }, named, at),
  );
  return {
    ...view,
    ...shownState(fact),
    cashOut: fact.cashOut,
    quarantined: false,
    outcomes: outcomes.map(keptRemoved),
  };
}

/** Only a reinstatement brings a withdrawn runner back. */
const keptRemoved = (outcome: OutcomeView): OutcomeView =>
  outcome.removedAtMs === undefined ? outcome : { ...outcome, state: 'REMOVED', offered: true };

function pricedMarket(view: MarketView, fact: OddsChanged, at: string): MarketView {
  if (fact.marketVersion < view.marketVersion) return view;
  const outcomes = changed(view.outcomes, fact.outcomes, (outcome, named) =>
    priced(unpriced(outcome), named, at),
  );
  return { ...view, outcomes, asOf: at };
}

function withdrawnRunner(view: MarketView, fact: RunnerWithdrawn): MarketView {
  const { removedAtMs, deductionPpm } = fact;
  const marketVersion = Math.max(view.marketVersion, fact.marketVersion);
  const outcomes = changed(view.outcomes, [fact], (outcome) => ({
    ...outcome,
    state: 'REMOVED',
    removedAtMs,
    deductionPpm,
  }));
  return { ...view, marketVersion, outcomes };
}

const mayShow = (view: MarketView, fact: MarketSnapshot | MarketStatusChanged) =>
  fact.marketVersion >= view.marketVersion && mayBecome(view, fact.tradingState, fact.producerId);

function shownState(fact: MarketSnapshot | MarketStatusChanged) {
  const { producerId, marketVersion, tradingState, inPlay, betDelayMs } = fact;
  return { producerId, marketVersion, tradingState, inPlay, betDelayMs };
}

function unpriced(outcome: OutcomeView): OutcomeCopy {
  const { odds: _, fraction: __, probPpb: ___, oddsAt: ____, ...rest } = outcome;
  return rest;
}

type OutcomeCopy = { -readonly [Name in keyof OutcomeView]: OutcomeView[Name] };

/** Writes the price into a copy of the outcome that was made for it. */
function priced(
  outcome: OutcomeCopy,
  { odds, fraction, probPpb }: Pick<OutcomePrice, 'odds' | 'fraction' | 'probPpb'>,
  at: string,
): OutcomeView {
  if (odds !== null) outcome.odds = odds;
  if (fraction !== null) outcome.fraction = fraction;
  if (probPpb !== null) outcome.probPpb = probPpb;
  outcome.oddsAt = at;
  return outcome;
}

/** A fact about an outcome offers it; one that no definition names is shown last, under its id. */
function changed<Named extends { readonly outcomeId: OutcomeId }>(
  outcomes: readonly OutcomeView[],
  named: readonly Named[],
  change: (outcome: OutcomeView, named: Named) => OutcomeView,
): readonly OutcomeView[] {
  const all = [...outcomes];
  for (const each of named) {
    const { outcomeId } = each;
    const known = all.findIndex((outcome) => outcome.outcomeId === outcomeId);
    const place = known < 0 ? all.length : known;
    const before = all[place] ?? { outcomeId, name: outcomeId, sortPriority: place, ...fresh };
    all[place] = change(before.offered ? before : { ...before, ...fresh }, each);
  }
  return all;
}

const fresh = { state: 'ACTIVE', offered: true } as const;
