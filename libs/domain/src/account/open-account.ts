import type { AccountOpened, CommandRejected, OpenAccount } from '@stakelog/contracts';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { commandRejected } from './move-money';

/** Opens an account, once. Its currency never changes. */
export function openAccount(
  state: PartitionState,
  command: OpenAccount,
): AccountOpened | CommandRejected {
  const known = state.accounts.get(command.accountId);
  if (known !== undefined)
    return commandRejected(command, 'ACCOUNT_EXISTS', `${known.currency}/${known.jurisdiction}`);
  const { accountId, commandId, currency, jurisdiction } = command;
  return {
    type: 'AccountOpened',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    currency,
    jurisdiction,
  };
}
