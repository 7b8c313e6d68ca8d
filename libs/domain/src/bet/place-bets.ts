import {
  minorUnits,
  utcMs,
  type Alternative,
  type BetAccepted,
  type BetHeld,
  type BetRejected,
  type HeldLeg,
  type Leg,
  type PlaceBets,
  type RejectReason,
  type TicketBet,
} from '@stakelog/contracts';
import { defined, limits } from '@stakelog/contracts';
import { postings } from '../ledger/ledger';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { rejectReasons } from './acceptance';
import { reservedStake, type Hold } from './bet';
import { alternativeStakes, payoutCap, potentialReturn, stakeCodes } from './stake-limits';
import {
  currentPrice,
  fixtureOf,
  marketOf,
  ofTicket,
  singleLeg,
  type TicketCheck,
} from './ticket-check';

type TicketDecision = readonly BetAccepted[] | readonly [BetHeld] | readonly [BetRejected];

/** The first look at a ticket: accepted whole, held for its in-play delay, or rejected whole. */
export function placeBets(state: PartitionState, place: PlaceBets): TicketDecision {
  const account = state.accounts.get(place.accountId);
  if (account === undefined) return [rejectedEarly(state, place, ofTicket('ACCOUNT_UNKNOWN'))];
  const { policy } = state.table;
  const check = { state, place, account, policy, held: undefined, reserved: 0 };
  const reasons = rejectReasons(check);
  if (reasons.length > 0) return refused(check, reasons);
  return heldOrAccepted(check);
}

/** The second look, at the deadline, on the facts adopted by then. */
export function placeHeldBets(state: PartitionState, hold: Hold): TicketDecision {
  const { place, held } = hold;
  const account = defined(state.accounts.get(place.accountId), 'a held ticket has an account');
  const { policy } = state.table;
  const reserved = reservedStake(hold);
  const check = { state, place, account, policy, held: held.legs, reserved };
  const reasons = rejectReasons(check);
  return reasons.length > 0 ? refused(check, reasons) : accepted(check);
}

/** Rejected before its account or markets are looked at. */
export function rejectedEarly(
  state: PartitionState,
  place: PlaceBets,
  reason: RejectReason,
): BetRejected {
  return {
    type: 'BetRejected',
    accountId: place.accountId,
    ticketId: place.ticketId,
    bodyCheck: bodyCheck(place),
    reasons: [reason],
    alternative: null,
    policyVersion: state.table.policy?.policyVersion ?? 0,
    facts: [],
    postings: [],
  };
}

function heldOrAccepted(check: TicketCheck): TicketDecision {
  const { state, place, account } = check;
  const marketMs = Math.max(
    ...place.selections.map((selection) => marketOf(check, selection)?.betDelayMs ?? 0),
  );
  const appliedMs = Math.min(marketMs + account.delayOffsetMs, limits.betDelayMsMax);
  if (appliedMs === 0) return accepted(check);
  const staked = place.bets.reduce((sum, { stake }) => sum + stake, 0);
  return [
    {
      type: 'BetHeld',
      accountId: place.accountId,
      ticketId: place.ticketId,
      bodyCheck: bodyCheck(place),
      deadlineMs: utcMs(state.decidedAtMs + appliedMs),
      delay: { marketMs, accountMs: account.delayOffsetMs, appliedMs },
      legs: place.selections.map((selection) => seenAt(check, selection)),
      command: place,
      postings: postings(['cash', -staked], ['held', staked]),
    },
  ];
}

function seenAt(check: TicketCheck, selection: PlaceBets['selections'][number]): HeldLeg {
  const market = defined(marketOf(check, selection), 'row 15 found the market');
  const scoreVersion = fixtureOf(check, selection)?.scoreVersion ?? null;
  return { marketVersion: market.marketVersion, scoreVersion };
}

/** Where only the stakes are in the way, the largest that pass: taken with FILL_MAX, else offered. */
function refused(check: TicketCheck, reasons: readonly RejectReason[]): TicketDecision {
  const { place } = check;
  const alternative = alternativeTo(check, reasons);
  if (
    alternative !== undefined &&
    alternative.stakes.length > 0 &&
    place.onStakeLimit === 'FILL_MAX'
  ) {
    const bets = place.bets.map((bet, index) => ({
      ...bet,
      stake: alternative.stakes[index] ?? bet.stake,
    }));
    const filled = { ...check, place: { ...place, bets } };
    if (rejectReasons(filled).length === 0)
      return check.held === undefined ? heldOrAccepted(filled) : accepted(filled);
  }
  return [rejected(check, reasons, alternative)];
}

function alternativeTo(
  check: TicketCheck,
  reasons: readonly RejectReason[],
): Alternative | undefined {
  const code = reasons[0]?.code;
  if (stakeCodes.some((known) => known === code) && code !== 'STAKE_BELOW_MIN')
    return alternativeStakes(check);
  if (code !== 'ODDS_CHANGED') return undefined;
  const odds = check.place.selections.map(
    (selection) => defined(currentPrice(check, selection), 'row 21 found a price').odds,
  );
  return { stakes: [], odds };
}

function rejected(
  check: TicketCheck,
  reasons: readonly RejectReason[],
  alternative: Alternative | undefined,
): BetRejected {
  const { state, place, reserved } = check;
  return {
    ...rejectedEarly(state, place, reasons[0] ?? ofTicket('INVALID_FORMAT')),
    reasons,
    alternative: alternative ?? null,
    facts: place.selections.flatMap((selection) => currentPrice(check, selection)?.at ?? []),
    postings: postings(['held', -reserved], ['cash', reserved]),
  };
}

/** One acceptance per bet. From a hold, the first bet also returns what the hold kept too much. */
function accepted(check: TicketCheck): readonly BetAccepted[] {
  const { place, reserved } = check;
  const staked = place.bets.reduce((sum, { stake }) => sum + stake, 0);
  const excess = check.held === undefined ? 0 : reserved - staked;
  return place.bets.map((bet, index) => acceptedBet(check, bet, index, index === 0 ? excess : 0));
}

function acceptedBet(
  check: TicketCheck,
  bet: TicketBet,
  index: number,
  excess: number,
): BetAccepted {
  const { state, place, account, held } = check;
  const { stake } = bet;
  return {
    type: 'BetAccepted',
    accountId: place.accountId,
    ticketId: place.ticketId,
    bodyCheck: bodyCheck(place),
    bet: index,
    quoteId: null,
    kind: bet.kind,
    sizes: bet.sizes,
    positions: [],
    eachWay: bet.eachWay,
    lines: bet.lines,
    unitStake: null,
    stake,
    funding: bet.funding,
    freeBetId: null,
    legs: [acceptedLeg(check, bet)],
    potentialReturn: minorUnits(potentialReturn(check, bet, stake)),
    maxPayout: payoutCap(check, bet),
    rounding: 'HALF_UP',
    acceptedAtMs: state.decidedAtMs,
    policyVersion: defined(check.policy, 'row 18 refused without a policy').policyVersion,
    factorBps: account.factorBps === 10_000 ? null : account.factorBps,
    bonusTerms: [],
    postings:
      held === undefined
        ? postings(['cash', -stake], ['open', stake])
        : postings(['held', -stake - excess], ['open', stake], ['cash', excess]),
  };
}

function acceptedLeg(check: TicketCheck, bet: TicketBet): Leg {
  const selection = singleLeg(check, bet);
  const market = defined(marketOf(check, selection), 'row 15 found the market');
  const price = defined(currentPrice(check, selection), 'row 21 found a price');
  const fixture = fixtureOf(check, selection);
  const { definition } = market;
  return {
    marketId: selection.marketId,
    outcomeId: selection.outcomeId,
    requestedOdds: selection.odds === price.odds ? null : selection.odds,
    odds: price.odds,
    fraction: price.fraction,
    oddsAt: price.at,
    marketVersion: market.marketVersion,
    scoreVersion: fixture?.scoreVersion ?? null,
    scoreAtAcceptance:
      definition?.scoreBasis === 'FROM_ACCEPTANCE' ? (fixture?.score ?? null) : null,
    placeTerms: null,
    reductionMethod:
      definition === undefined || definition.reductionMethod === 'NONE'
        ? null
        : definition.reductionMethod,
    antePost: definition?.antePost ?? false,
    ruleSetId:
      definition === undefined || definition.ruleSetId === 'default' ? null : definition.ruleSetId,
  };
}
