import { limits } from '@stakelog/contracts';
import type {
  CommandCode,
  CommandRejected,
  CompleteWithdrawal,
  Deposit,
  FailWithdrawal,
  FundsDeposited,
  Withdraw,
  WithdrawalCompleted,
  WithdrawalFailed,
  WithdrawalRequested,
} from '@stakelog/contracts';
import { postings } from '../ledger/ledger';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { limitRoom } from '../gambling/limit-room';
import { availableCash } from './account';
import { lacksVerification } from './jurisdictions';
import { barred } from './standing';

type AccountCommand = {
  readonly commandId: string;
  readonly accountId: CommandRejected['accountId'];
  readonly bodyHash: string;
};

/** Refuses a command that is neither a bet nor a cash-out. */
export const commandRejected = (
  { commandId, accountId, bodyHash }: AccountCommand,
  code: CommandCode,
  detail: string | null = null,
): CommandRejected => ({
  type: 'CommandRejected',
  accountId,
  commandId,
  bodyCheck: bodyCheck({ bodyHash }),
  code,
  detail,
});

const answerTo = ({ commandId, accountId, bodyHash }: AccountCommand) => ({
  accountId,
  commandId,
  bodyCheck: bodyCheck({ bodyHash }),
});

/** Money comes in, unless the account may not take part or its limit is reached (domain.md §9). */
export function deposit(state: PartitionState, command: Deposit): FundsDeposited | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { amount, paymentRef } = command;
  const bar = barred(account, state.decidedAtMs);
  if (bar !== undefined) return commandRejected(command, bar.code, bar.detail);
  if (lacksVerification(state, account, 'deposit'))
    return commandRejected(command, 'VERIFICATION_REQUIRED');
  const room = limitRoom(account, 'DEPOSIT', state.decidedAtMs);
  if (amount > room)
    return commandRejected(command, 'DEPOSIT_LIMIT_REACHED', `${Math.max(0, room)}`);
  const payments = state.houses.get(account.currency)?.payments ?? 0;
  if (
    account.balances.cash + amount > limits.balanceMax ||
    !Number.isSafeInteger(payments - amount)
  )
    return commandRejected(command, 'BALANCE_LIMIT_REACHED');
  return {
    type: 'FundsDeposited',
    ...answerTo(command),
    amount,
    paymentRef,
    postings: postings(['payments', -amount], ['cash', amount]),
  };
}

/** Sets money aside to be paid out: of an excluded account as well, unless an operator froze its funds. */
export function withdraw(
  state: PartitionState,
  command: Withdraw,
): WithdrawalRequested | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  if (account.status === 'SUSPENDED') return commandRejected(command, 'ACCOUNT_BLOCKED');
  if (lacksVerification(state, account, 'withdrawal'))
    return commandRejected(command, 'VERIFICATION_REQUIRED');
  const { amount, withdrawalId } = command;
  if (account.withdrawals.has(withdrawalId)) return commandRejected(command, 'WITHDRAWAL_EXISTS');
  if (amount > availableCash(account)) return commandRejected(command, 'INSUFFICIENT_FUNDS');
  return {
    type: 'WithdrawalRequested',
    ...answerTo(command),
    amount,
    withdrawalId,
    postings: postings(['cash', -amount], ['withdrawing', amount]),
  };
}

/** The money left, or it did not and goes back. */
export function endWithdrawal(
  state: PartitionState,
  command: CompleteWithdrawal | FailWithdrawal,
): WithdrawalCompleted | WithdrawalFailed | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { withdrawalId } = command;
  const amount = account.withdrawals.get(withdrawalId);
  if (amount === undefined || amount !== command.amount)
    return commandRejected(command, 'WITHDRAWAL_UNKNOWN');
  const ended = { ...answerTo(command), amount, withdrawalId };
  return command.type === 'CompleteWithdrawal'
    ? {
        type: 'WithdrawalCompleted',
        ...ended,
        postings: postings(['withdrawing', -amount], ['payments', amount]),
      }
    : {
        type: 'WithdrawalFailed',
        ...ended,
        postings: postings(['withdrawing', -amount], ['cash', amount]),
      };
}
