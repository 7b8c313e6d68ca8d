import { limits, utcMs, type BetCommand, type RejectCode } from '@stakelog/contracts';
import { adjustBalance } from '../account/adjust-balance';
import { commandRejected, deposit, endWithdrawal, withdraw } from '../account/move-money';
import { openAccount } from '../account/open-account';
import { placeBets, rejectedEarly } from '../bet/place-bets';
import { ofTicket } from '../bet/ticket-check';
import { bodyCheck } from './body-check';
import { keyEntry, originalAnswer } from './keys';
import type { Decision, PartitionState } from './partition-state';

/** Decides one command on the state as it stands: the whole answer, in order, never none. */
export function decide(state: PartitionState, command: BetCommand): readonly Decision[] {
  return (
    repeatedAnswer(state, command) ?? staleAnswer(state, command) ?? decideAnew(state, command)
  );
}

/** Row 2: a known key gives the first answer again, or a conflict where the body is another. */
function repeatedAnswer(
  state: PartitionState,
  command: BetCommand,
): readonly Decision[] | undefined {
  const entry = keyEntry(state, command.commandId);
  if (entry === undefined) return undefined;
  const { accountId, commandId, idempotencyKey } = command;
  if (entry.accountId !== accountId || entry.bodyCheck !== bodyCheck(command))
    return [commandRejected(command, 'IDEMPOTENCY_CONFLICT')];
  const repeated = { type: 'CommandRepeated', accountId, commandId, idempotencyKey } as const;
  if (entry.held)
    return [{ ...repeated, held: true, answeredAtMs: null, answerOffset: null, answers: [] }];
  return [
    {
      ...repeated,
      held: false,
      answeredAtMs: utcMs(entry.answeredAtMs),
      answerOffset: entry.answerOffset,
      answers: originalAnswer(state, commandId, entry),
    },
  ];
}

/** Row 3. Only what asks for a price now lapses with `expiresAtMs`; money that moved must not. */
function staleAnswer(state: PartitionState, command: BetCommand): readonly Decision[] | undefined {
  const { decidedAtMs } = state;
  const { requestedAtMs, expiresAtMs } = command;
  const lapses = command.type === 'PlaceBets' && expiresAtMs < decidedAtMs;
  const isStale = lapses || requestedAtMs < decidedAtMs - limits.requestAgeMsMax;
  const isAhead = requestedAtMs > decidedAtMs + limits.requestAheadMsMax;
  if (!isStale && !isAhead) return undefined;
  const code = isStale ? 'REQUEST_STALE' : 'REQUEST_IN_FUTURE';
  return [refusal(state, command, code)];
}

function refusal(
  state: PartitionState,
  command: BetCommand,
  code: Extract<RejectCode, 'REQUEST_STALE' | 'REQUEST_IN_FUTURE'>,
): Decision {
  return command.type === 'PlaceBets'
    ? rejectedEarly(state, command, ofTicket(code))
    : commandRejected(command, code);
}

function decideAnew(state: PartitionState, command: BetCommand): readonly Decision[] {
  switch (command.type) {
    case 'PlaceBets':
      return placeBets(state, command);
    case 'OpenAccount':
      return [openAccount(state, command)];
    case 'Deposit':
      return [deposit(state, command)];
    case 'Withdraw':
      return [withdraw(state, command)];
    case 'CompleteWithdrawal':
    case 'FailWithdrawal':
      return [endWithdrawal(state, command)];
    case 'AdjustBalance':
      return [adjustBalance(state, command)];
    case 'CashOut':
    case 'ConfirmLimitIncrease':
    case 'EndSession':
    case 'Exclude':
    case 'GrantBonus':
    case 'GrantFreeBet':
    case 'OverrideLeg':
    case 'QuoteBets':
    case 'QuoteCashOut':
    case 'SetAccountStatus':
    case 'SetBettorFactor':
    case 'SetGamblingLimit':
    case 'StartSession':
      return [commandRejected(command, 'NOT_SUPPORTED')];
  }
}
