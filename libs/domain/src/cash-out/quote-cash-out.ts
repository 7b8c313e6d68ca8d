import type { CashOut, CashOutCode, CashOutRejected, QuoteCashOut } from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import { bodyCheck } from '../partition/body-check';
import type { Decision, PartitionState } from '../partition/partition-state';

/** Offers a value for a share of an open bet (domain.md §8). */
export function quoteCashOut(_state: PartitionState, command: QuoteCashOut): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}

/** Refuses a cash-out, or its quote. */
export const cashOutRejected = (
  command: Pick<QuoteCashOut | CashOut, 'accountId' | 'commandId' | 'bodyHash'>,
  about: { readonly betId?: string; readonly quoteId?: string },
  code: CashOutCode,
): CashOutRejected => ({
  type: 'CashOutRejected',
  accountId: command.accountId,
  commandId: command.commandId,
  bodyCheck: bodyCheck(command),
  betId: about.betId ?? null,
  quoteId: about.quoteId ?? null,
  code,
});
