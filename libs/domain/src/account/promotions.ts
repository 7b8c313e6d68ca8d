import {
  limits,
  type BonusGranted,
  type CommandRejected,
  type FreeBetGranted,
  type GrantBonus,
  type GrantFreeBet,
} from '@stakelog/contracts';
import { postings } from '../ledger/ledger';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { commandRejected } from './move-money';
import { barred } from './standing';

/** Gives a token. Refuses who may not bet, an id that is known, and a token that could never be used. */
export function grantFreeBet(
  state: PartitionState,
  command: GrantFreeBet,
): FreeBetGranted | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const bar = barred(account, state.decidedAtMs);
  if (bar !== undefined) return commandRejected(command, bar.code, bar.detail);
  const { accountId, commandId, freeBetId, amount, tokenExpiresAtMs } = command;
  const isUseless = amount === 0 || tokenExpiresAtMs <= state.decidedAtMs;
  if (isUseless || account.freeBets.has(freeBetId))
    return commandRejected(command, 'FREE_BET_INVALID');
  if (account.freeBets.size >= limits.freeBetsPerAccountMax)
    return commandRejected(command, 'FREE_BET_INVALID', `${limits.freeBetsPerAccountMax}`);
  const { stakeReturned, terms, actor } = command;
  const answer = { accountId, commandId, bodyCheck: bodyCheck(command) };
  const token = { freeBetId, amount, tokenExpiresAtMs, stakeReturned };
  return { type: 'FreeBetGranted', ...answer, ...token, terms, actor };
}

/** Gives bonus money. All of an account's can be staked until the latest of its grants lapses. */
export function grantBonus(
  state: PartitionState,
  command: GrantBonus,
): BonusGranted | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const bar = barred(account, state.decidedAtMs);
  if (bar !== undefined) return commandRejected(command, bar.code, bar.detail);
  const { accountId, commandId, amount, bonusExpiresAtMs, terms, actor } = command;
  if (amount === 0 || bonusExpiresAtMs <= state.decidedAtMs)
    return commandRejected(command, 'LIMIT_INVALID');
  if (account.balances.bonus + amount > limits.balanceMax)
    return commandRejected(command, 'BALANCE_LIMIT_REACHED');
  return {
    type: 'BonusGranted',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    amount,
    bonusExpiresAtMs,
    terms,
    actor,
    postings: postings(['promo', -amount], ['bonus', amount]),
  };
}
