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
import { postings } from '../ledger/ledger';
import type { PartitionState } from '../partition/partition-state';
import { legMultiplier } from './factors';
import { compare, exactFrac, exactPrice, frac } from './fraction';
import { legTruth, type LegTruth } from './leg-truth';
import { singlePayout } from './payout';

/**
 * What the facts in force make of a bet, against what stands: settled, settled again with the difference,
 * open again, or nothing (domain.md §7.6). A single is decided when its one leg is.
 */
export function settlementOf(
  state: PartitionState,
  bet: Bet,
): BetSettled | BetReopened | undefined {
  const { accepted } = bet;
  const leg = defined(accepted.legs[0], 'a bet has a leg');
  const market = state.table.markets.get(leg.marketId);
  const truth = legTruth(leg, accepted.acceptedAtMs, market, bet.overrides[0] ?? 'NONE');
  if (truth === undefined)
    return bet.settlement === undefined ? undefined : reopened(bet, market?.undoneAt ?? null);

  const settledLeg = legAsSettled(leg, truth);
  if (bet.settlement !== undefined && sameLeg(bet.settlement.legs[0], settledLeg)) return undefined;
  return settled(bet, truth, settledLeg);
}

function settled(bet: Bet, truth: LegTruth, leg: SettledLeg): BetSettled {
  const { accepted, settlement } = bet;
  const { accountId, ticketId, stake, maxPayout, rounding } = accepted;
  const multiplier = legMultiplier(truth.factors, truth.effectiveOdds);
  const { exact, paid } = singlePayout(stake, multiplier, maxPayout, rounding);
  const previousPayout = settlement?.payout ?? minorUnits(0);
  const delta = paid - previousPayout;
  return {
    type: 'BetSettled',
    accountId,
    ticketId,
    bet: accepted.bet,
    version: bet.version + 1,
    legs: [leg],
    exactReturn: exactFrac(exact),
    bonus: minorUnits(0),
    payout: paid,
    previousPayout,
    delta: minorDelta(delta),
    reason: settleReason(bet, truth),
    postings:
      settlement === undefined
        ? postings(['open', -stake], ['book', stake - paid], ['cash', paid])
        : postings(['book', -delta], ['cash', delta]),
  };
}

function settleReason(bet: Bet, { by }: LegTruth): SettleReason {
  if (by !== 'RESULT') return by;
  return bet.version === 0 ? 'RESULT' : 'CORRECTION';
}

/** Exactly the inverse of what stands. */
function reopened({ accepted, settlement, version }: Bet, cause: FactPosition | null): BetReopened {
  const { accountId, ticketId, stake, bet } = accepted;
  const paid = defined(settlement, 'only a settled bet is reopened').payout;
  return {
    type: 'BetReopened',
    accountId,
    ticketId,
    bet,
    version,
    previousPayout: paid,
    delta: minorDelta(-paid),
    cause,
    postings: postings(['open', stake], ['book', paid - stake], ['cash', -paid]),
  };
}

function legAsSettled(leg: Leg, { factors, effectiveOdds, cause, by }: LegTruth): SettledLeg {
  const asAccepted = compare(effectiveOdds, exactPrice(leg.odds, leg.fraction)) === 0;
  return {
    win: frac(factors.win),
    void: frac(factors.void),
    effectiveOdds: asAccepted ? null : exactFrac(effectiveOdds),
    place: null,
    cause,
    rule: `${by.toLowerCase()}/1`,
  };
}

/** Whether a leg says the same, whichever fact now says it. */
function sameLeg(before: SettledLeg | undefined, now: SettledLeg): boolean {
  return (
    before !== undefined &&
    before.rule === now.rule &&
    before.win.num === now.win.num &&
    before.win.den === now.win.den &&
    before.void.num === now.void.num &&
    before.void.den === now.void.den &&
    before.effectiveOdds?.num === now.effectiveOdds?.num &&
    before.effectiveOdds?.den === now.effectiveOdds?.den
  );
}
