import {
  defined,
  minorUnits,
  utcMs,
  type BetCashedOut,
  type CashOut,
  type CashOutCode,
  type CashOutHeld,
  type CashOutRejected,
} from '@stakelog/contracts';
import type { Account } from '../account/account';
import { payoutTarget } from '../account/funding';
import type { Bet } from '../bet/bet';
import { postings } from '../ledger/ledger';
import type { PartitionState } from '../partition/partition-state';
import { isBlocked } from './account-blocked';
import type { CashOutHold, CashOutQuote } from './cash-out-quote';
import { closedStake } from './closed-stake';
import { cashOutDelayMs, isOpen, isTradable, legsNow, standing, type LegNow } from './open-legs';
import { answerTo, isBetOpen } from './quote-cash-out';

type Answer = Pick<CashOutRejected, 'accountId' | 'commandId' | 'bodyCheck'> & {
  readonly quoteId: string;
};
type CashOutDecision = BetCashedOut | CashOutHeld | CashOutRejected;

/** Pays a quote, holds it for the in-play delay, or says why not. */
export function cashOut(state: PartitionState, command: CashOut): CashOutDecision {
  const answer = { ...answerTo(command), quoteId: command.quoteId };
  const account = state.accounts.get(command.accountId);
  if (account !== undefined && isBlocked(account, state.decidedAtMs))
    return rejected(answer, 'ACCOUNT_BLOCKED');
  const quote = state.cashOutQuotes.get(command.quoteId);
  if (account === undefined || quote?.quoted.accountId !== command.accountId)
    return rejected(answer, 'QUOTE_UNKNOWN');
  const bet = betOf(state, quote);
  const legs = bet === undefined ? [] : legsNow(state, bet);
  const delayMs = cashOutDelayMs(legs, account);
  const isAlive = state.decidedAtMs + delayMs < quote.quoted.quoteExpiresAtMs;
  const code = refusal(state, bet, legs, quote, isAlive);
  if (code !== undefined) return rejected(answer, code, quote);
  if (delayMs === 0) return paid(answer, defined(bet, 'an unknown bet is refused'), quote);
  return { type: 'CashOutHeld', ...answer, deadlineMs: utcMs(state.decidedAtMs + delayMs) };
}

/** The second look, at the deadline: the quote was made to outlive the delay. */
export function cashOutHeld(state: PartitionState, hold: CashOutHold): CashOutDecision {
  const { command, bodyCheck, quote } = hold;
  const { accountId, commandId, quoteId } = command;
  const answer = { accountId, commandId, bodyCheck, quoteId };
  const account: Account = defined(state.accounts.get(accountId), 'a hold has an account');
  if (isBlocked(account, state.decidedAtMs)) return rejected(answer, 'ACCOUNT_BLOCKED', quote);
  const bet = betOf(state, quote);
  const code = refusal(state, bet, bet === undefined ? [] : legsNow(state, bet), quote, true);
  if (code !== undefined) return rejected(answer, code, quote);
  return paid(answer, defined(bet, 'an unknown bet is refused'), quote);
}

const betOf = (state: PartitionState, { betId }: CashOutQuote): Bet | undefined =>
  state.bets.get(betId);

/** The first reason against paying a known quote, in the order of domain.md §8. */
function refusal(
  state: PartitionState,
  bet: Bet | undefined,
  legs: readonly LegNow[],
  quote: CashOutQuote,
  isAlive: boolean,
): CashOutCode | undefined {
  if (bet === undefined) return 'BET_UNKNOWN';
  if (!isBetOpen(bet)) return 'BET_NOT_OPEN';
  const open = legs.filter(isOpen);
  if (open.some(({ market }) => market?.cashOut === 'NOT_OFFERED')) return 'CASHOUT_NOT_OFFERED';
  if (!open.every((leg) => isTradable(state, leg))) return 'CASHOUT_SUSPENDED';
  // Another quote of the bet was paid: this amount is for a share that is gone.
  if (bet.cashedBps !== quote.fromBps) return 'QUOTE_UNKNOWN';
  if (!isAlive) return 'QUOTE_EXPIRED';
  if (!legs.every((leg, index) => isMarketSame(leg, quote, index))) return 'MARKET_CHANGED';
  return legs.every((leg, index) => isScoreSame(leg, quote, index)) ? undefined : 'SCORE_CHANGED';
}

/** A decided leg is worth what it was; an open one is still open, on the same version of its market. */
function isMarketSame(now: LegNow, { quoted, standings }: CashOutQuote, index: number): boolean {
  if (standing(now) !== standings[index]) return false;
  return !isOpen(now) || now.market?.marketVersion === quoted.legs[index]?.marketVersion;
}

function isScoreSame(now: LegNow, { quoted }: CashOutQuote, index: number): boolean {
  return !isOpen(now) || (now.fixture?.scoreVersion ?? null) === quoted.legs[index]?.scoreVersion;
}

/** The quoted amount, exactly; what it closes of the stake leaves `open` (domain.md §4.4). */
function paid(
  answer: Answer,
  { accepted, cashedBps }: Bet,
  { quoted }: CashOutQuote,
): BetCashedOut {
  const { toShareBps, amount } = quoted;
  const { stake, ticketId, bet, funding } = accepted;
  const closed = closedStake(stake, toShareBps) - closedStake(stake, cashedBps);
  return {
    type: 'BetCashedOut',
    ...answer,
    ticketId,
    bet,
    toShareBps,
    previousShareBps: cashedBps,
    amount,
    stakeClosed: minorUnits(closed),
    postings: postings(
      ['open', -closed],
      ['book', closed - amount],
      [payoutTarget(funding), amount],
    ),
  };
}

const rejected = (answer: Answer, code: CashOutCode, quote?: CashOutQuote): CashOutRejected => ({
  type: 'CashOutRejected',
  ...answer,
  betId: quote?.betId ?? null,
  code,
});
