import {
  betId,
  defined,
  limits,
  type BetCashedOut,
  type CashOutHeld,
  type CashOutQuoted,
  type CashOutRejected,
  type FactPosition,
  type QuotedLeg,
} from '@stakelog/contracts';
import { cashOutBet } from '../bet/evolve-bet';
import type { PartitionState } from '../partition/partition-state';
import { WHOLE_BPS } from './closed-stake';
import { legsNow, quotedLeg, standing, type LegNow } from './open-legs';

/** A quote is known; the account's oldest goes where it has too many. */
export function openCashOutQuote(state: PartitionState, quoted: CashOutQuoted): void {
  const id = betId(quoted.ticketId, quoted.bet);
  const bet = defined(state.bets.of(quoted.ticketId, quoted.bet), 'a quote is of a kept bet');
  state.cashOutQuotes.set(quoted.quoteId, {
    quoted,
    betId: id,
    quotedAtMs: state.decidedAtMs,
    fromBps: bet.cashedBps,
    standings: legsNow(state, bet).map((leg, index) => standingAt(leg, quoted.legs[index])),
  });
  const own = state.cashOutQuotesOf.get(quoted.accountId) ?? new Set();
  state.cashOutQuotesOf.set(quoted.accountId, own.add(quoted.quoteId));
  const [oldest] = own;
  if (own.size > limits.cashOutQuotesPerAccountMax && oldest !== undefined)
    forgetQuote(state, oldest);
}

/**
 * What a leg stood at when it was quoted. A fold's table may know more than the decision did: the quote says
 * which legs were open, by their chance, and which fact had decided the others.
 */
function standingAt(now: LegNow, quoted: QuotedLeg | undefined): string | null {
  if (quoted !== undefined && quoted.probPpb !== null) return null;
  return isSameFact(quotedLeg(now).at, quoted?.at) ? standing(now) : OTHER_STANDING;
}

/** Of a leg that was decided otherwise since: equal to no standing, so that its quote is refused. */
const OTHER_STANDING = '';

const isSameFact = (left: FactPosition, right: FactPosition | undefined): boolean =>
  left.partition === right?.partition && left.offset === right.offset;

export function holdCashOut(state: PartitionState, held: CashOutHeld): void {
  const { accountId, commandId, quoteId, bodyCheck, deadlineMs } = held;
  const quote = defined(state.cashOutQuotes.get(quoteId), 'a known quote is held');
  const command = { commandId, accountId, quoteId };
  state.cashOutHolds.set(commandId, { command, bodyCheck, deadlineMs, quote });
}

/** A share of the bet is closed for good. All of it is final: later facts concern the bet no more. */
export function closeShare(state: PartitionState, cashedOut: BetCashedOut): void {
  state.cashOutHolds.delete(cashedOut.commandId);
  forgetQuote(state, cashedOut.quoteId);
  const { ticketId, bet: index } = cashedOut;
  const bet = defined(state.bets.of(ticketId, index), 'a kept bet is cashed out');
  cashOutBet(state, bet, cashedOut.toShareBps);
  if (bet.cashedBps < WHOLE_BPS) return;
  bet.settledAtMs = state.decidedAtMs;
  state.work.delete(bet.place);
  state.settled.add(bet.place);
}

export function endCashOut(state: PartitionState, { commandId }: CashOutRejected): void {
  state.cashOutHolds.delete(commandId);
}

/** Quotes leave in the order in which they were made, some time after their deadline. */
export function forgetOldQuotes(state: PartitionState): void {
  for (const [id, { quotedAtMs }] of state.cashOutQuotes) {
    if (state.decidedAtMs - quotedAtMs <= limits.cashOutQuoteKeptMs) return;
    forgetQuote(state, id);
  }
}

function forgetQuote(state: PartitionState, quoteId: string): void {
  const accountId = state.cashOutQuotes.get(quoteId)?.quoted.accountId;
  state.cashOutQuotes.delete(quoteId);
  if (accountId === undefined) return;
  const own = state.cashOutQuotesOf.get(accountId);
  own?.delete(quoteId);
  if (own?.size === 0) state.cashOutQuotesOf.delete(accountId);
}
