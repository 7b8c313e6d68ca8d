import { limits, type Leg, type QuotedLeg, type Score } from '@stakelog/contracts';
import type { Account } from '../account/account';
import type { Bet } from '../bet/bet';
import { bettableStatuses, isResulted, type Fixture, type Market } from '../market/market';
import type { PartitionState } from '../partition/partition-state';
import { exactPrice, times, type Fraction } from '../settlement/fraction';
import {
  covers,
  legFacts,
  legReturn,
  legTruth,
  reducedOdds,
  type LegTruth,
} from '../settlement/leg-truth';
import { asPpb, winProbability } from './win-probability';

/** A leg of a kept bet on the facts as they are: decided where it has a truth, else open. */
export type LegNow = {
  readonly leg: Leg;
  readonly market: Market | undefined;
  readonly fixture: Fixture | undefined;
  readonly truth: LegTruth | undefined;
};

export const legsNow = (state: PartitionState, bet: Bet): LegNow[] =>
  bet.accepted.legs.map((leg, index) => {
    const facts = legFacts(state, bet, leg, index);
    return { leg, market: facts.market, fixture: facts.fixture, truth: legTruth(leg, facts) };
  });

export const isOpen = ({ truth }: LegNow): boolean => truth === undefined;

/** E[m] of domain.md §8: m of a decided leg, p·o' of an open one. Undefined where p is not known. */
export function expectedReturn({ accepted }: Bet, now: LegNow): Fraction | undefined {
  const { leg, market, truth } = now;
  if (truth !== undefined) return legReturn(leg, truth).win;
  const probability = legProbability(now);
  if (market === undefined || probability === undefined) return undefined;
  const price = exactPrice(leg.odds, leg.fraction);
  return times(probability, reducedOdds(leg, accepted.acceptedAtMs, market, price));
}

function legProbability({ leg, market, fixture }: LegNow): Fraction | undefined {
  if (market === undefined) return undefined;
  // The chance is of a bet struck now: it fits an older one while the goals since then cancel out.
  const countsSince = market.definition?.scoreBasis === 'FROM_ACCEPTANCE';
  if (countsSince && lead(leg.scoreAtAcceptance) !== lead(fixture?.score ?? null)) return undefined;
  return winProbability(market, leg.outcomeId);
}

/** Without a score the contest had not begun. */
const lead = (score: Score | null) => (score === null ? 0 : score.home - score.away);

/** Whether an open leg could be bet on now (domain.md §2, tradable), and its market lets bets be cashed out. */
export function isTradable({ table, rules, decidedAtMs }: PartitionState, now: LegNow): boolean {
  const { leg, market, fixture } = now;
  const { policy } = table;
  if (market === undefined || fixture === undefined || policy === undefined) return false;
  const ageMsMax = Math.min(policy.heartbeatAgeMsMax, policy.factsAgeMsMax);
  return (
    bettableStatuses.includes(fixture.status) &&
    market.trading === 'OPEN' &&
    market.override === 'NONE' &&
    market.cashOut === 'AVAILABLE' &&
    !market.quarantined &&
    market.outcomes.get(leg.outcomeId)?.state === 'ACTIVE' &&
    !isResulted(market, leg.outcomeId, rules) &&
    ![...market.windows.values()].some((window) => covers(window, decidedAtMs)) &&
    table.producers.isUp(market.partition, market.producerId, decidedAtMs, ageMsMax)
  );
}

/** What a quote says of a leg. Of a decided one: the fact that decided it, and no probability. */
export function quotedLeg(now: LegNow): QuotedLeg {
  const { leg, market, fixture, truth } = now;
  const outcome = market?.outcomes.get(leg.outcomeId);
  const probability = truth === undefined ? legProbability(now) : undefined;
  return {
    at: (truth === undefined ? outcome?.oddsAt : truth.cause) ?? leg.oddsAt,
    marketVersion: market?.marketVersion ?? leg.marketVersion,
    scoreVersion: fixture?.scoreVersion ?? null,
    probPpb: probability === undefined ? null : asPpb(probability),
    fraction: truth === undefined ? (outcome?.fraction ?? null) : null,
  };
}

/** What a decided leg returns per unit, as text; null while it is open. Two equal standings are worth the same. */
export function standing({ leg, truth }: LegNow): string | null {
  if (truth === undefined) return null;
  const { num, den } = legReturn(leg, truth).win;
  return `${num}/${den}`;
}

/** How long a cash-out waits: the longest delay of its open legs and the account's own, at most 15 s. */
export function cashOutDelayMs(legs: readonly LegNow[], account: Account): number {
  const marketMs = legs.filter(isOpen).map(({ market }) => market?.betDelayMs ?? 0);
  return Math.min(Math.max(0, ...marketMs) + account.delayOffsetMs, limits.betDelayMsMax);
}
