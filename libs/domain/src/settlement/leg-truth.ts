import type { FactPosition, Leg, LegOverride, UtcMs } from '@stakelog/contracts';
import type { Bet } from '../bet/bet';
import type { Fixture, Market, VoidWindow } from '../market/market';
import type { PartitionState } from '../partition/partition-state';
import { resultVerdict1 } from '../rules/version-1';
import type { LegReturn } from './bet-return';
import { effectiveOdds } from './effective-odds';
import { legMultiplier, lost, overrideFactors, voided, type LegFactors } from './factors';
import { exactPrice, zero, type Fraction } from './fraction';
import { placeOdds } from './place-odds';
import { resultVerdict, type LegResult, type WaitsFor } from './result-verdict';
import { isUnplayed, ruleSetOf, type UnplayedStatus } from './rule-sets';

/** What is in force for a leg, by dominance: override > void window > withdrawal > result (domain.md §7.6). */
export type LegTruth = {
  readonly factors: LegFactors;
  /** Of the place part of an each-way leg; null: the leg is not each-way. */
  readonly place: LegFactors | null;
  readonly effectiveOdds: Fraction;
  /** Null: an operator's override of this leg. */
  readonly cause: FactPosition | null;
  readonly by: 'OVERRIDE' | 'WINDOW' | 'WITHDRAWAL' | 'RESULT';
  /** Id and version of the rule that applied. */
  readonly rule: string;
};

/** All that a leg's truth depends on. */
export type LegFacts = {
  readonly acceptedAtMs: UtcMs;
  readonly market: Market | undefined;
  readonly fixture: Fixture | undefined;
  readonly override: LegOverride;
  /** The rules version that decides. */
  readonly rules: number;
};

/** The facts in force about a leg of a kept bet. */
export function legFacts(
  { table, rules }: Pick<PartitionState, 'table' | 'rules'>,
  { accepted, overrides }: Pick<Bet, 'accepted' | 'overrides'>,
  leg: Leg,
  index: number,
): LegFacts {
  const market = table.markets.get(leg.marketId);
  return {
    acceptedAtMs: accepted.acceptedAtMs,
    market,
    fixture: market && table.fixtureOf(market),
    override: overrides[index] ?? 'NONE',
    rules,
  };
}

/** What the facts in force make of a leg. Undefined while it is undecided. */
export function legTruth(leg: Leg, facts: LegFacts): LegTruth | undefined {
  const verdict = legVerdict(leg, facts);
  return typeof verdict === 'string' ? undefined : verdict;
}

/** A pure function of the facts in force, whatever their order: a truth, or what it waits for. */
export function legVerdict(leg: Leg, facts: LegFacts): LegTruth | WaitsFor {
  const { market, override, acceptedAtMs } = facts;
  const price = exactPrice(leg.odds, leg.fraction);
  if (override !== 'NONE')
    return whole(leg, price, overrideFactors(override), null, 'OVERRIDE', 'override/1');
  if (market === undefined) return 'RESULT';

  for (const window of market.windows.values())
    if (covers(window, acceptedAtMs))
      return whole(leg, price, voided, window.at, 'WINDOW', 'window/1');

  const withdrawal = market.withdrawals.get(leg.outcomeId);
  if (withdrawal !== undefined) {
    const factors = leg.antePost ? lost : voided;
    return whole(leg, price, factors, withdrawal.at, 'WITHDRAWAL', 'withdrawal/1');
  }

  const result =
    facts.rules === 1 ? resultVerdict1(leg, market) : playedVerdict(leg, facts, market);
  if (typeof result === 'string') return result;
  const odds = reducedOdds(leg, acceptedAtMs, market, price);
  return { ...result, effectiveOdds: odds, by: 'RESULT' };
}

/** A result, or the fate of a fixture that was not played out: what it leaves undecided may be void. */
function playedVerdict(leg: Leg, { fixture }: LegFacts, market: Market): LegResult | WaitsFor {
  const verdict = resultVerdict(leg, market, fixture);
  if (typeof verdict !== 'string' || fixture === undefined || !isUnplayed(fixture.status))
    return verdict;
  const { status, statusAt } = fixture;
  if (ruleSetOf(leg.ruleSetId).unplayed[status] === 'VOID' && statusAt !== undefined) {
    const place = leg.placeTerms === null ? null : voided;
    return { factors: voided, place, cause: statusAt, rule: unplayedRules[status] };
  }
  return status === 'POSTPONED' ? 'POSTPONED' : verdict;
}

export const unplayedRules: Readonly<Record<UnplayedStatus, string>> = {
  CANCELLED: 'cancelled/1',
  ABANDONED: 'abandoned/1',
  POSTPONED: 'postponed/1',
};

/** Win and place part alike, at the odds taken. */
const whole = (
  leg: Leg,
  price: Fraction,
  factors: LegFactors,
  cause: FactPosition | null,
  by: LegTruth['by'],
  rule: string,
): LegTruth => ({
  factors,
  place: leg.placeTerms === null ? null : factors,
  effectiveOdds: price,
  cause,
  by,
  rule,
});

/** What one unit on a decided leg returns, in the win part and in the place part of an each-way bet. */
export function legReturn({ placeTerms }: Leg, truth: LegTruth): LegReturn {
  const win = legMultiplier(truth.factors, truth.effectiveOdds);
  if (placeTerms === null) return { win, place: zero };
  const odds = placeOdds(truth.effectiveOdds, placeTerms.fraction);
  return { win, place: legMultiplier(truth.place ?? truth.factors, odds) };
}

/** A void window is half-open; missing bounds are infinite. */
export function covers({ fromMs, toMs }: VoidWindow, ms: number): boolean {
  return (fromMs === null || ms >= fromMs) && (toMs === null || ms < toMs);
}

/** Later bets had the re-formed prices, so only withdrawals after acceptance reduce; never ante-post. */
export function reducedOdds(
  leg: Leg,
  acceptedAtMs: UtcMs,
  market: Market,
  price: Fraction,
): Fraction {
  if (leg.antePost || leg.reductionMethod === null || market.withdrawals.size === 0) return price;
  const deductionsPpm = [...market.withdrawals]
    .filter(([outcome, { removedAtMs }]) => outcome !== leg.outcomeId && acceptedAtMs < removedAtMs)
    .map(([, { deductionPpm }]) => deductionPpm);
  return effectiveOdds(price, leg.reductionMethod, deductionsPpm);
}
