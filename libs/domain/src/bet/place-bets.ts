import {
  defined,
  limits,
  utcMs,
  type BetAccepted,
  type BetHeld,
  type BetRejected,
  type Funding,
  type HeldLeg,
  type HoldDelay,
  type PlaceBets,
  type RejectReason,
} from '@stakelog/contracts';
import { stakeSource } from '../account/funding';
import { postings } from '../ledger/ledger';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { quotedPlace, takenQuote } from '../quote/take-quote';
import { ticketStake } from '../ticket/bet-lines';
import { acceptances } from './accept-bet';
import { reservedStake, type Hold } from './bet';
import { lookAtTicket, type Look } from './look-at-ticket';
import {
  foundMarket,
  ofTicket,
  seeSelection,
  type SeenSelection,
  type TicketCheck,
} from './ticket-check';

type TicketDecision = readonly BetAccepted[] | readonly [BetHeld] | readonly [BetRejected];

/** The first look at a ticket: accepted whole, held for its in-play delay, or rejected whole. */
export function placeBets(state: PartitionState, place: PlaceBets): TicketDecision {
  const look = firstLook(state, place);
  if (look === undefined) return [rejectedEarly(state, place, ofTicket('ACCOUNT_UNKNOWN'))];
  if (look.reasons.length > 0) return [rejected(look)];
  const { check } = look;
  const delay = delayOf(check);
  return delay.appliedMs === 0 ? acceptances(check) : [held(check, delay)];
}

/** What the rows say of a ticket now; undefined where its account is unknown. */
export function firstLook(state: PartitionState, place: PlaceBets): Look | undefined {
  const check = ticketCheck(state, place);
  return check === undefined ? undefined : lookAtTicket(check);
}

/** The second look, at the deadline, on the facts adopted by then. */
export function placeHeldBets(state: PartitionState, { place, held: hold }: Hold): TicketDecision {
  const check = defined(ticketCheck(state, place, hold), 'a held ticket has an account');
  const look = lookAtTicket(check);
  return look.reasons.length > 0 ? [rejected(look)] : acceptances(look.check);
}

/** Everything that the rows look at, the quote that the ticket takes with it; undefined without an account. */
export function ticketCheck(
  state: PartitionState,
  place: PlaceBets,
  hold?: BetHeld,
): TicketCheck | undefined {
  const account = state.accounts.get(place.accountId);
  if (account === undefined) return undefined;
  const quote = takenQuote(state, place, hold?.ticketId);
  return {
    state,
    place: quote === undefined ? place : quotedPlace(place, quote),
    account,
    policy: state.table.policy,
    seen: place.selections.map((selection) => seeSelection(state, selection)),
    held: hold?.legs,
    reserved: hold === undefined ? 0 : reservedStake({ held: hold }),
    quote,
    terms: [],
  };
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

/** How long a ticket waits in play: the slowest of its markets, and what the account has on top. */
export function delayOf({ seen, account }: TicketCheck): HoldDelay {
  const delays = seen.map(({ market }) => market?.betDelayMs ?? 0);
  const marketMs = delays.length === 0 ? 0 : Math.max(...delays);
  const accountMs = account.delayOffsetMs;
  return { marketMs, accountMs, appliedMs: Math.min(marketMs + accountMs, limits.betDelayMsMax) };
}

function held(check: TicketCheck, delay: HoldDelay): BetHeld {
  const { state, place } = check;
  const staked = ticketStake(place);
  return {
    type: 'BetHeld',
    accountId: place.accountId,
    ticketId: place.ticketId,
    bodyCheck: bodyCheck(place),
    deadlineMs: utcMs(state.decidedAtMs + delay.appliedMs),
    delay,
    legs: check.seen.map(seenAt),
    command: place,
    postings: postings([stakeSource(fundingOf(place)), -staked], ['held', staked]),
  };
}

/** Row 16 refused every other. */
const fundingOf = ({ bets }: PlaceBets): Funding => bets[0]?.funding ?? 'CASH';

const seenAt = (seen: SeenSelection): HeldLeg => ({
  marketVersion: foundMarket(seen).marketVersion,
  scoreVersion: seen.fixture?.scoreVersion ?? null,
});

function rejected({ check, reasons, alternative }: Look): BetRejected {
  const { state, place, reserved, seen } = check;
  return {
    ...rejectedEarly(state, place, reasons[0] ?? ofTicket('INVALID_FORMAT')),
    reasons,
    alternative: alternative ?? null,
    facts: seen.flatMap(({ price }) => price?.at ?? []),
    postings: postings(['held', -reserved], [stakeSource(fundingOf(place)), reserved]),
  };
}
