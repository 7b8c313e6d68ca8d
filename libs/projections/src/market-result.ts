import type { MarketResulted, OutcomeResult, ResultRolledBack } from '@stakelog/contracts';
import { resultState, type MarketView, type OutcomeView } from './market-view';
import { withoutNulls } from './without-nulls';

/** Undefined where the version is not newer, or a provisional result follows a confirmed one. */
export function resultedMarket(view: MarketView, fact: MarketResulted): MarketView | undefined {
  const { resultVersion, certainty } = fact;
  if (resultVersion <= view.resultVersion) return undefined;
  if (certainty === 1 && resultState(view) === 'FINAL') return undefined;
  const declared = new Map(fact.outcomes.map((each) => [each.outcomeId, each]));
  const shown = view.outcomes.map((outcome) => {
    const result = declared.get(outcome.outcomeId);
    declared.delete(outcome.outcomeId);
    return result === undefined ? outcome : decidedOutcome(outcome, result, fact);
  });
  const unnamed = [...declared.values()].map((result, index) =>
    decidedOutcome(unnamedOutcome(result, shown.length + index), result, fact),
  );
  const outcomes = [...shown, ...unnamed];
  const allDecided = outcomes.every(({ result }) => result !== undefined);
  const closes = allDecided && view.tradingState === 'OPEN';
  return {
    ...view,
    ...(closes ? { tradingState: 'CLOSED' as const } : {}),
    resultVersion,
    ...(fact.score && { score: { home: fact.score.home, away: fact.score.away } }),
    outcomes,
  };
}

/** Takes back the version named and all below it; undefined where there is none. */
export function rolledBackMarket(view: MarketView, fact: ResultRolledBack): MarketView | undefined {
  const { resultVersion } = fact;
  if (
    !view.outcomes.some(
      ({ result }) => result !== undefined && result.resultVersion <= resultVersion,
    )
  )
    return undefined;
  const outcomes = view.outcomes.map((outcome) =>
    outcome.result !== undefined && outcome.result.resultVersion <= resultVersion
      ? undecided(outcome)
      : outcome,
  );
  return { ...view, outcomes };
}

function decidedOutcome(
  outcome: OutcomeView,
  result: OutcomeResult,
  { resultVersion, certainty, receivedAtMs }: MarketResulted,
): OutcomeView {
  if (result.undecided) return undecided(outcome);
  const { win, void: voided, place, position } = result;
  const factors = { win, void: voided, ...withoutNulls({ place, position }) };
  return { ...outcome, result: { resultVersion, certainty, receivedAtMs, ...factors } };
}

function undecided(outcome: OutcomeView): OutcomeView {
  const { result: _, ...rest } = outcome;
  return rest;
}

const unnamedOutcome = ({ outcomeId }: OutcomeResult, sortPriority: number): OutcomeView => ({
  outcomeId,
  name: outcomeId,
  sortPriority,
  state: 'INACTIVE',
  offered: false,
});
