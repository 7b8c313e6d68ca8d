import type {
  FactPosition,
  FixtureId,
  MarketDefined,
  MarketId,
  MarketResulted,
  MarketSnapshot,
  MarketStatusChanged,
  OddsChanged,
  OddsEvent,
  OutcomeDefinition,
  OutcomeId,
  ResultRolledBack,
  RunnerReinstated,
} from '@stakelog/contracts';
import { mayBecome, newMarket, type Market, type Outcome } from './market';

/** Facts about one market. */
export type MarketFact = Extract<OddsEvent, { readonly marketId: MarketId }>;

/** `ignored`: an illegal transition, or a state older than the stored one; a reader cannot refuse the log. */
export type FoldedFact = {
  readonly effect: 'applied' | 'ignored';
  /** True where settled or open bets may change. */
  readonly relevant: boolean;
  /** Where older rules knew nothing of it: the first version that does. */
  readonly sinceRules?: number;
};

const quiet: FoldedFact = { effect: 'applied', relevant: false };
const relevant: FoldedFact = { effect: 'applied', relevant: true };
const relevantSince2: FoldedFact = { ...relevant, sinceRules: 2 };
const ignored: FoldedFact = { effect: 'ignored', relevant: false };

/** Folds a fact into its market, which it creates when new (domain.md §2, §3). */
export function foldMarketFact(
  markets: Map<MarketId, Market>,
  fixtureId: FixtureId,
  at: FactPosition,
  fact: MarketFact,
): FoldedFact {
  const market =
    markets.get(fact.marketId) ??
    newMarket(fact.marketId, at.partition, fixtureId, fact.producerId);
  markets.set(fact.marketId, market);
  switch (fact.type) {
    case 'MarketDefined':
      return define(market, fact);
    case 'MarketSnapshot':
      return snapshot(market, at, fact);
    case 'OddsChanged':
      return changeOdds(market, at, fact);
    case 'MarketStatusChanged':
      return changeStatus(market, fact);
    case 'RunnerWithdrawn':
      market.marketVersion = Math.max(market.marketVersion, fact.marketVersion);
      outcome(market, fact.outcomeId).state = 'REMOVED';
      market.withdrawals.set(fact.outcomeId, { ...fact, at });
      return relevant;
    case 'RunnerReinstated':
      return reinstate(market, at, fact);
    case 'MarketResulted':
      return result(market, at, fact);
    case 'ResultRolledBack':
      return rollBack(market, at, fact);
    case 'BetsCancelledInWindow':
      market.windows.set(fact.windowId, { fromMs: fact.fromMs, toMs: fact.toMs, at });
      return relevant;
    case 'BetsCancellationRolledBack':
      if (fact.windowId === null) market.windows.clear();
      else market.windows.delete(fact.windowId);
      market.undoneAt = at;
      return relevant;
    case 'MarketOverridden':
      market.override = fact.override;
      return relevant;
  }
}

function define(market: Market, fact: MarketDefined): FoldedFact {
  const before = market.definition;
  market.definition = fact;
  market.fixtureId = fact.fixtureId;
  const hasResult = market.results.size > 0 || market.scored !== undefined;
  return hasResult && !settlesAlike(before, fact) ? relevantSince2 : quiet;
}

/** Whether results mean the same under both definitions. */
function settlesAlike(before: MarketDefined | undefined, now: MarketDefined): boolean {
  return (
    before !== undefined &&
    before.settlement === now.settlement &&
    before.scoreBasis === now.scoreBasis &&
    before.numberOfWinners === now.numberOfWinners &&
    before.marketType === now.marketType &&
    before.outcomes.length === now.outcomes.length &&
    before.outcomes.every((each, index) => sameSide(each, now.outcomes[index]))
  );
}

const sameSide = (before: OutcomeDefinition, now: OutcomeDefinition | undefined): boolean =>
  before.outcomeId === now?.outcomeId &&
  before.line4 === now.line4 &&
  before.competitorId === now.competitorId &&
  before.name === now.name;

function snapshot(market: Market, at: FactPosition, fact: MarketSnapshot): FoldedFact {
  if (fact.marketVersion < market.marketVersion) return ignored;
  if (!mayBecome(market, fact.tradingState, fact.producerId)) return ignored;
  showState(market, fact);
  market.cashOut = fact.cashOut;
  market.quarantined = false;
  market.outcomes.clear();
  for (const { outcomeId, state, odds, fraction, probPpb } of fact.outcomes)
    market.outcomes.set(outcomeId, { state, odds, fraction, oddsAt: at, probPpb });
  // Only a reinstatement brings a withdrawn runner back.
  for (const id of market.withdrawals.keys()) outcome(market, id).state = 'REMOVED';
  return quiet;
}

function changeStatus(market: Market, fact: MarketStatusChanged): FoldedFact {
  if (fact.marketVersion < market.marketVersion) return ignored;
  if (!mayBecome(market, fact.tradingState, fact.producerId)) return ignored;
  showState(market, fact);
  return quiet;
}

function showState(market: Market, fact: MarketSnapshot | MarketStatusChanged): void {
  market.producerId = fact.producerId;
  market.marketVersion = fact.marketVersion;
  market.trading = fact.tradingState;
  market.inPlay = fact.inPlay;
  market.betDelayMs = fact.betDelayMs;
}

function changeOdds(market: Market, at: FactPosition, fact: OddsChanged): FoldedFact {
  if (fact.marketVersion < market.marketVersion) return ignored;
  for (const { outcomeId, odds, fraction, probPpb } of fact.outcomes) {
    const changed = outcome(market, outcomeId);
    changed.odds = odds;
    changed.fraction = fraction;
    changed.oddsAt = at;
    changed.probPpb = probPpb;
  }
  return quiet;
}

function reinstate(market: Market, at: FactPosition, fact: RunnerReinstated): FoldedFact {
  if (market.outcomes.get(fact.outcomeId)?.state !== 'REMOVED') return ignored;
  market.marketVersion = Math.max(market.marketVersion, fact.marketVersion);
  outcome(market, fact.outcomeId).state = 'ACTIVE';
  market.withdrawals.delete(fact.outcomeId);
  market.undoneAt = at;
  return relevant;
}

/** The version named goes, and all below it. */
function rollBack(market: Market, at: FactPosition, fact: ResultRolledBack): FoldedFact {
  const undone = [...market.results].filter(([, { version }]) => version <= fact.resultVersion);
  const losesScore = market.scored !== undefined && market.scored.version <= fact.resultVersion;
  if (losesScore) market.scored = undefined;
  for (const [id] of undone) market.results.delete(id);
  if (undone.length === 0 && !losesScore) return ignored;
  market.undoneAt = at;
  return undone.length === 0 ? relevantSince2 : relevant;
}

/** A provisional result after a final one is ignored; an older version never replaces a newer one. */
function result(market: Market, at: FactPosition, fact: MarketResulted): FoldedFact {
  if (fact.resultVersion <= market.resultVersion) return ignored;
  const isFinal = [...market.results.values()].some(({ certainty }) => certainty === 2);
  if (fact.certainty === 1 && isFinal) return ignored;
  market.resultVersion = fact.resultVersion;
  const { certainty, score, reason, receivedAtMs } = fact;
  const said = { certainty, version: fact.resultVersion, at, receivedAtMs, score, reason };
  for (const declared of fact.outcomes) {
    if (declared.undecided) {
      if (market.results.delete(declared.outcomeId)) market.undoneAt = at;
    } else market.results.set(declared.outcomeId, { ...said, declared });
  }
  if (score !== null && (certainty === 2 || market.scored?.certainty !== 2)) {
    const undecided = fact.outcomes.filter((declared) => declared.undecided);
    market.scored = { ...said, score, undecided: undecided.map(({ outcomeId }) => outcomeId) };
  }
  if (everyOutcomeDecided(market) && market.trading === 'OPEN') market.trading = 'CLOSED';
  return relevant;
}

function everyOutcomeDecided({ definition, outcomes, results }: Market): boolean {
  const ids = definition?.outcomes.map(({ outcomeId }) => outcomeId) ?? [...outcomes.keys()];
  return ids.length > 0 && ids.every((id) => results.has(id));
}

function outcome(market: Market, id: OutcomeId): Outcome {
  const known = market.outcomes.get(id);
  if (known !== undefined) return known;
  const created: Outcome = {
    state: 'ACTIVE',
    odds: null,
    fraction: null,
    oddsAt: undefined,
    probPpb: null,
  };
  market.outcomes.set(id, created);
  return created;
}
