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
import { availableCash } from './account';

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

/** Money comes in. Refuses an unknown account, and a balance beyond its limit. */
export function deposit(state: PartitionState, command: Deposit): FundsDeposited | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { amount, paymentRef } = command;
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

/** Sets money aside to be paid out. */
export function withdraw(
  state: PartitionState,
  command: Withdraw,
): WithdrawalRequested | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
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
