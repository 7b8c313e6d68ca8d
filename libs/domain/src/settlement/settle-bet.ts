import {
  defined,
  minorDelta,
  minorUnits,
  type BetReopened,
  type BetSettled,
  type FactPosition,
  type Leg,
  type SettledLeg,
  type SettleReason,
} from '@stakelog/contracts';
import type { Bet } from '../bet/bet';
import { WHOLE_BPS } from '../cash-out/closed-stake';
import type { PartitionState } from '../partition/partition-state';
import { schemeOf } from '../ticket/scheme';
import { isDecided, type LegWorth } from './decided';
import { frac, exactFrac, exactPrice, zero, type Fraction } from './fraction';
import { restoresToken, stakeReturned } from './free-bet';
import { legFacts, legReturn, legTruth, unplayedRules, type LegTruth } from './leg-truth';
import { betPayout, type BetPayout, type PayingLeg } from './payout';
import { reopeningPostings, settlementPostings } from './standing';

/** A leg and what is in force for it; undefined: undecided. */
type DecidedLeg = PayingLeg & { readonly leg: Leg; readonly truth: LegTruth | undefined };

/**
 * What the facts in force make of a bet, against what stands: settled, settled again with the difference,
 * open again, or nothing (domain.md §7.6). What was cashed out whole is final.
 */
export function settlementOf(
  state: PartitionState,
  bet: Bet,
): BetSettled | BetReopened | undefined {
  if (bet.cashedBps === WHOLE_BPS) return undefined;
  const legs = bet.accepted.legs.map((leg, index) =>
    decidedLeg(leg, legTruth(leg, legFacts(state, bet, leg, index))),
  );
  if (!isBetDecided(bet, legs))
    return bet.settlement === undefined ? undefined : reopened(bet, undoing(state, bet, legs));

  const settledLegs = legs.map(legAsSettled);
  const changed = changedLegs(bet, settledLegs);
  if (changed === 'NONE') return undefined;
  const payout = payoutOf(state, bet, legs, settledLegs);
  const { settlement } = bet;
  const paysTheSame = settlement?.payout === payout.paid && settlement.bonus === payout.bonus;
  if (changed === 'DECIDED_LATER' && paysTheSame) return undefined;
  return settled(bet, payout, settledLegs, settleReason(bet, legs, settledLegs));
}

const unknownReturn = { win: zero, place: zero };

function decidedLeg(leg: Leg, truth: LegTruth | undefined): DecidedLeg {
  const returns = truth === undefined ? unknownReturn : legReturn(leg, truth);
  return { leg, truth, returns, factors: truth?.factors, place: truth?.place ?? null };
}

function isBetDecided({ accepted }: Bet, legs: readonly DecidedLeg[]): boolean {
  if (legs.every(({ truth }) => truth !== undefined)) return true;
  const scheme = schemeOf(accepted, legs.length);
  const worths = (part: 'win' | 'place') =>
    legs.map(({ truth, returns }): LegWorth => {
      if (truth === undefined) return 'OPEN';
      return returns[part].num === 0n ? 'ZERO' : 'SOME';
    });
  return (
    isDecided(scheme, worths('win')) && (!accepted.eachWay || isDecided(scheme, worths('place')))
  );
}

function payoutOf(
  state: PartitionState,
  { accepted, cashedBps }: Bet,
  legs: readonly DecidedLeg[],
  settledLegs: readonly SettledLeg[],
): BetPayout {
  const terms = { cashedBps, stakeReturned: stakeReturned(state, accepted) };
  const payout = betPayout(accepted, legs, terms);
  return restoresToken(accepted, settledLegs) ? { ...payout, paid: minorUnits(0) } : payout;
}

function settled(
  bet: Bet,
  { exact, paid, bonus }: BetPayout,
  legs: readonly SettledLeg[],
  reason: SettleReason,
): BetSettled {
  const { accepted, settlement } = bet;
  const { accountId, ticketId } = accepted;
  const previousPayout = settlement?.payout ?? minorUnits(0);
  return {
    type: 'BetSettled',
    accountId,
    ticketId,
    bet: accepted.bet,
    version: bet.version + 1,
    legs,
    exactReturn: exactFrac(exact),
    bonus,
    payout: paid,
    previousPayout,
    delta: minorDelta(paid - previousPayout),
    reason,
    postings: settlementPostings(bet, { legs, payout: paid, bonus }),
  };
}

/** The strongest word behind the legs that changed: an operator's, a window's, a withdrawal's, a result's. */
function settleReason(
  { settlement, version }: Bet,
  legs: readonly DecidedLeg[],
  now: readonly SettledLeg[],
): SettleReason {
  const changed = legs.filter((_, index) => !sameLeg(settlement?.legs[index], now[index]));
  for (const by of ['OVERRIDE', 'WINDOW', 'WITHDRAWAL'] as const)
    if (changed.some(({ truth }) => truth?.by === by)) return by;
  return version === 0 ? 'RESULT' : 'CORRECTION';
}

function reopened(bet: Bet, cause: FactPosition | null): BetReopened {
  const { accountId, ticketId, bet: index } = bet.accepted;
  const stands = defined(bet.settlement, 'only a settled bet is reopened');
  return {
    type: 'BetReopened',
    accountId,
    ticketId,
    bet: index,
    version: bet.version,
    previousPayout: stands.payout,
    delta: minorDelta(-stands.payout),
    cause,
    postings: reopeningPostings(bet, stands),
  };
}

/** The fact that took back a leg's truth; null where an operator lifted an override. */
function undoing(
  state: PartitionState,
  bet: Bet,
  legs: readonly DecidedLeg[],
): FactPosition | null {
  const stood = bet.settlement?.legs ?? [];
  const index = legs.findIndex(
    ({ truth }, at) => truth === undefined && stood[at]?.rule !== undecidedRule,
  );
  const leg = legs[index]?.leg;
  const rule = stood[index]?.rule ?? '';
  if (leg === undefined || rule.startsWith('override/')) return null;
  const { market, fixture } = legFacts(state, bet, leg, index);
  const wasUnplayed = Object.values(unplayedRules).includes(rule);
  return (wasUnplayed ? fixture?.statusAt : market?.undoneAt) ?? null;
}

/** Of a leg that can no longer change what its bet returns. */
const undecidedRule = 'undecided/1';
const nothing = { num: 0, den: 1 };

function legAsSettled({ leg, truth }: DecidedLeg): SettledLeg {
  if (truth === undefined)
    return {
      win: nothing,
      void: nothing,
      effectiveOdds: null,
      place: null,
      cause: null,
      rule: undecidedRule,
    };
  const { factors, place, effectiveOdds, cause, rule } = truth;
  return {
    win: frac(factors.win),
    void: frac(factors.void),
    effectiveOdds: isAsAccepted(leg, effectiveOdds) ? null : exactFrac(effectiveOdds),
    place: place === null ? null : { win: frac(place.win), void: frac(place.void) },
    cause,
    rule,
  };
}

function isAsAccepted({ odds, fraction }: Leg, effective: Fraction): boolean {
  if (fraction === null) return effective.num * 10_000n === BigInt(odds) * effective.den;
  const price = exactPrice(odds, fraction);
  return effective.num === price.num && effective.den === price.den;
}

/**
 * What a settlement would change of what stands: nothing, only legs that no longer mattered and are decided by
 * now (nothing is written for them while the money stays), or more.
 */
function changedLegs(
  { settlement }: Bet,
  now: readonly SettledLeg[],
): 'NONE' | 'DECIDED_LATER' | 'LEGS' {
  if (settlement === undefined) return 'LEGS';
  let changed: 'NONE' | 'DECIDED_LATER' = 'NONE';
  for (const [index, leg] of now.entries()) {
    const before = settlement.legs[index];
    if (sameLeg(before, leg)) continue;
    if (before?.rule !== undecidedRule) return 'LEGS';
    changed = 'DECIDED_LATER';
  }
  return changed;
}

/** Whether a leg says the same, whichever fact and whichever version of the rule now says it. */
function sameLeg(before: SettledLeg | undefined, now: SettledLeg | undefined): boolean {
  return (
    before !== undefined &&
    now !== undefined &&
    (before.rule === now.rule || ruleId(before) === ruleId(now)) &&
    sameFactors(before, now) &&
    before.effectiveOdds?.num === now.effectiveOdds?.num &&
    before.effectiveOdds?.den === now.effectiveOdds?.den &&
    (before.place === null || now.place === null
      ? before.place === now.place
      : sameFactors(before.place, now.place))
  );
}

const ruleId = ({ rule }: SettledLeg): string => rule.slice(0, rule.indexOf('/'));

type Shares = Pick<SettledLeg, 'win' | 'void'>;

const sameFactors = (before: Shares, now: Shares): boolean =>
  before.win.num === now.win.num &&
  before.win.den === now.win.den &&
  before.void.num === now.void.num &&
  before.void.den === now.void.den;
