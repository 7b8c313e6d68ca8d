import {
  limits,
  minorDelta,
  type AdjustBalance,
  type BalanceAdjusted,
  type CommandRejected,
} from '@stakelog/contracts';
import { postings } from '../ledger/ledger';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { commandRejected } from './move-money';

/** Corrects a balance by hand; it may go below zero, and then neither bets nor withdrawals are taken. */
export function adjustBalance(
  state: PartitionState,
  command: AdjustBalance,
): BalanceAdjusted | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { accountId, commandId, amount, actor, reason } = command;
  if (Math.abs(account.balances.cash + amount) > limits.balanceMax)
    return commandRejected(command, 'BALANCE_LIMIT_REACHED');
  return {
    type: 'BalanceAdjusted',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    amount: minorDelta(amount),
    actor,
    reason,
    postings: postings(['adjust', -amount], ['cash', amount]),
  };
}
