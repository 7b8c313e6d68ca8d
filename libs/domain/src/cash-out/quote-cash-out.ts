import {
  limits,
  minorUnits,
  utcMs,
  type CashOut,
  type CashOutCode,
  type CashOutRejected,
  type LimitPolicyChanged,
  type QuoteCashOut,
} from '@stakelog/contracts';
import type { Account } from '../account/account';
import type { Bet } from '../bet/bet';
import { inBaseCurrency } from '../market/base-currency';
import { marketLimits } from '../market/trading-limits';
import { bodyCheck } from '../partition/body-check';
import type { Decision, PartitionState } from '../partition/partition-state';
import type { Fraction } from '../settlement/fraction';
import { isBlocked } from './account-blocked';
import { cashOutOffer, cashOutValue } from './cash-out-value';
import { closedStake, WHOLE_BPS } from './closed-stake';
import {
  cashOutDelayMs,
  expectedReturn,
  isOpen,
  isTradable,
  legsNow,
  quotedLeg,
  type LegNow,
} from './open-legs';

/** Offers a value for a share of an open bet, or says why not: the first reason in the order of domain.md §8. */
export function quoteCashOut(state: PartitionState, command: QuoteCashOut): Decision {
  const refused = (code: CashOutCode) => cashOutRejected(command, { betId: command.betId }, code);
  const account = state.accounts.get(command.accountId);
  if (account !== undefined && isBlocked(account, state.decidedAtMs))
    return refused('ACCOUNT_BLOCKED');
  const bet = state.bets.get(command.betId);
  if (account === undefined || bet?.accepted.accountId !== command.accountId)
    return refused('BET_UNKNOWN');
  if (!isBetOpen(bet)) return refused('BET_NOT_OPEN');

  const { policy } = state.table;
  const legs = legsNow(state, bet);
  const value = offeredValue(bet, legs);
  if (policy === undefined || value === undefined) return refused('CASHOUT_NOT_OFFERED');
  const share = { fromBps: bet.cashedBps, toBps: command.toShareBps };
  if (!isShareValid(bet, share.toBps, legs, account, policy)) return refused('SHARE_INVALID');
  if (!legs.filter(isOpen).every((leg) => isTradable(state, leg)))
    return refused('CASHOUT_SUSPENDED');

  const amount = cashOutOffer(value, bet.accepted.maxPayout, policy.cashOutMarginBps, share);
  if (amount < 1) return refused('VALUE_TOO_LOW');
  const lifeMs = policy.quoteTtlMs + cashOutDelayMs(legs, account);
  return {
    type: 'CashOutQuoted',
    ...answerTo(command),
    ticketId: bet.accepted.ticketId,
    quoteId: command.commandId,
    bet: bet.accepted.bet,
    toShareBps: share.toBps,
    amount: minorUnits(amount),
    quoteExpiresAtMs: utcMs(state.decidedAtMs + Math.min(lifeMs, limits.cashOutQuoteKeptMs)),
    legs: legs.map(quotedLeg),
    marginBps: policy.cashOutMarginBps,
    policyVersion: policy.policyVersion,
  };
}

export const isBetOpen = ({ settlement, cashedBps }: Bet): boolean =>
  settlement === undefined && cashedBps < WHOLE_BPS;

/** Each-way bets need place probabilities, which no feed gives; a free bet's stake is not the bettor's to take back. */
function offeredValue(bet: Bet, legs: readonly LegNow[]): Fraction | undefined {
  const { accepted } = bet;
  if (accepted.eachWay || accepted.funding === 'FREE_BET') return undefined;
  if (legs.some((now) => isOpen(now) && now.market?.cashOut === 'NOT_OFFERED')) return undefined;
  const expected: Fraction[] = [];
  for (const now of legs) {
    const returned = expectedReturn(bet, now);
    if (returned === undefined) return undefined;
    expected.push(returned);
  }
  return cashOutValue(accepted, expected);
}

/** More than is cashed out, at most all, and not so much that less than the least stake stays in the bet. */
function isShareValid(
  { accepted, cashedBps }: Bet,
  toBps: number,
  legs: readonly LegNow[],
  { currency }: Account,
  policy: LimitPolicyChanged,
): boolean {
  if (toBps <= cashedBps || toBps > WHOLE_BPS) return false;
  if (toBps === WHOLE_BPS) return true;
  const left = accepted.stake - closedStake(accepted.stake, toBps);
  const leftInBase = inBaseCurrency(left, currency, policy) ?? 0;
  return legs.every(
    ({ market, fixture }) =>
      market === undefined || leftInBase >= marketLimits(policy, market, fixture).stakeMin,
  );
}

type CashOutCommand = Pick<QuoteCashOut | CashOut, 'accountId' | 'commandId' | 'bodyHash'>;

export const answerTo = ({ accountId, commandId, bodyHash }: CashOutCommand) => ({
  accountId,
  commandId,
  bodyCheck: bodyCheck({ bodyHash }),
});

/** Refuses a cash-out, or its quote. */
export const cashOutRejected = (
  command: CashOutCommand,
  about: { readonly betId?: string; readonly quoteId?: string },
  code: CashOutCode,
): CashOutRejected => ({
  type: 'CashOutRejected',
  ...answerTo(command),
  betId: about.betId ?? null,
  quoteId: about.quoteId ?? null,
  code,
});
