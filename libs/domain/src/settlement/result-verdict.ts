import type { FactPosition, Leg, OutcomeDefinition, Score } from '@stakelog/contracts';
import { lineSide } from '../market/line-side';
import type { Fixture, Market, ResultFact, ResultInForce } from '../market/market';
import { handicapFactors, totalFactors } from './asian-line';
import { declaredFactors, placeFactors, voided, type LegFactors } from './factors';
import { ruleSetOf, type RuleSet } from './rule-sets';

/**
 * What an undecided leg waits for: a result, its confirmation, the score that an Asian line or a retirement is
 * settled from, a definition that says which side of the line it is, or a postponed fixture.
 */
export type WaitsFor = 'RESULT' | 'CERTAINTY' | 'SCORE' | 'DEFINITION' | 'POSTPONED';

/** A result as one leg is settled by it. */
export type LegResult = {
  readonly factors: LegFactors;
  /** Of the place part of an each-way leg. */
  readonly place: LegFactors | null;
  readonly cause: FactPosition;
  /** Id and version. */
  readonly rule: string;
};

/** What the results in force say of a leg, or what they lack (domain.md §7.2, §7.3). */
export function resultVerdict(
  leg: Leg,
  market: Market,
  fixture: Fixture | undefined,
): LegResult | WaitsFor {
  const { definition } = market;
  const declared = market.results.get(leg.outcomeId);
  const isAsian = definition !== undefined && definition.settlement !== 'DECLARED';
  if (!isAsian || (declared !== undefined && definition.scoreBasis === 'FULL'))
    return declaredVerdict(leg, market, declared);

  const { scored } = market;
  if (scored === undefined) return declared === undefined ? 'RESULT' : 'SCORE';
  if (scored.undecided.includes(leg.outcomeId)) return 'RESULT';
  const ruleSet = ruleSetOf(leg.ruleSetId);
  if (!settlesOn(scored, market, ruleSet)) return 'CERTAINTY';
  const stopped = stoppedVerdict(leg, scored, ruleSet);
  if (stopped !== undefined) return stopped;
  const outcome = definition.outcomes.find(({ outcomeId }) => outcomeId === leg.outcomeId);
  const factors = outcome && lineFactors(leg, outcome, market, fixture, scored.score);
  if (factors === undefined) return 'DEFINITION';
  const rule = definition.settlement === 'ASIAN_TOTAL' ? 'asian-total/2' : 'asian-handicap/2';
  return legResult(leg, scored, factors, factors, rule);
}

function declaredVerdict(
  leg: Leg,
  market: Market,
  result: ResultInForce | undefined,
): LegResult | WaitsFor {
  if (result === undefined) return 'RESULT';
  const ruleSet = ruleSetOf(leg.ruleSetId);
  if (!settlesOn(result, market, ruleSet)) return 'CERTAINTY';
  const stopped = stoppedVerdict(leg, result, ruleSet);
  if (stopped !== undefined) return stopped;
  const { declared } = result;
  const winners = Math.max(1, market.definition?.numberOfWinners ?? 1);
  const places = leg.placeTerms?.places ?? winners;
  const rule = (declared.position?.tied ?? 1) > 1 ? 'dead-heat/2' : 'result/2';
  const place = leg.placeTerms === null ? null : placeFactors(declared, places, winners);
  return legResult(leg, result, declaredFactors(declared, winners), place, rule);
}

const settlesOn = ({ certainty }: ResultFact, market: Market, { provisionalTypes }: RuleSet) =>
  certainty >= 2 || provisionalTypes.includes(market.definition?.marketType ?? '');

/** A walkover or a retirement, whose result the rule set lets stand or voids; undefined where it stands. */
function stoppedVerdict(
  leg: Leg,
  result: ResultFact,
  { walkover, retirement }: RuleSet,
): LegResult | WaitsFor | undefined {
  if (result.reason === 'WALKOVER')
    return walkover === 'VOID' ? legResult(leg, result, voided, voided, 'walkover/1') : undefined;
  if (result.reason !== 'RETIRED' || retirement === 'FIRST_BALL') return undefined;
  if (retirement === 'ONE_SET') {
    if (result.score === null) return 'SCORE';
    if (result.score.home + result.score.away > 0) return undefined;
  }
  return legResult(leg, result, voided, voided, 'retired/1');
}

const legResult = (
  leg: Leg,
  { at }: ResultFact,
  factors: LegFactors,
  place: LegFactors | null,
  rule: string,
): LegResult => ({ factors, place: leg.placeTerms === null ? null : place, cause: at, rule });

/** From a final score. Handicaps count goals since acceptance where the market says so, totals all of them. */
function lineFactors(
  leg: Leg,
  outcome: OutcomeDefinition,
  { definition }: Market,
  fixture: Fixture | undefined,
  score: Score,
): LegFactors | undefined {
  const side = lineSide(outcome, fixture?.competitors ?? []);
  const { line4 } = outcome;
  if (side === undefined || line4 === null) return undefined;
  if (definition?.settlement === 'ASIAN_TOTAL')
    return side === 'OVER' || side === 'UNDER'
      ? totalFactors(score.home + score.away, line4, side)
      : undefined;
  if (side !== 'HOME' && side !== 'AWAY') return undefined;
  // No score known at acceptance: the contest had not begun.
  const before = definition?.scoreBasis === 'FROM_ACCEPTANCE' ? leg.scoreAtAcceptance : null;
  const lead = score.home - score.away - ((before?.home ?? 0) - (before?.away ?? 0));
  return handicapFactors(side === 'HOME' ? lead : -lead, line4);
}
