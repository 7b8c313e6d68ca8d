import { limits, utcMs, type BetCommand, type RejectCode } from '@stakelog/contracts';
import { adjustBalance } from '../account/adjust-balance';
import { setAccountStatus, setBettorFactor } from '../account/change-account';
import { commandRejected, deposit, endWithdrawal, withdraw } from '../account/move-money';
import { openAccount } from '../account/open-account';
import { grantBonus, grantFreeBet } from '../account/promotions';
import { placeBets, rejectedEarly } from '../bet/place-bets';
import { ofTicket } from '../bet/ticket-check';
import { cashOut } from '../cash-out/cash-out';
import { cashOutRejected, quoteCashOut } from '../cash-out/quote-cash-out';
import { exclude } from '../gambling/exclude';
import { confirmLimitIncrease, setGamblingLimit } from '../gambling/gambling-limits';
import { endSession, startSession } from '../gambling/sessions';
import { overrideLeg } from '../override/override-leg';
import { quoteBets } from '../quote/quote-bets';
import { notInVersion1 } from '../rules/version-1';
import { bodyCheck } from './body-check';
import { keyEntry, originalAnswer } from './keys';
import type { Decision, PartitionState } from './partition-state';

/** Decides one command on the state as it stands: the whole answer, in order, never none. */
export function decide(state: PartitionState, command: BetCommand): readonly Decision[] {
  return (
    repeatedAnswer(state, command) ??
    (state.rules === 1 ? notInVersion1(state, command) : undefined) ??
    staleAnswer(state, command) ??
    decideAnew(state, command)
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

/** Commands whose first decision lapses with `expiresAtMs`: they ask for a price now; money that moved must not. */
const asksForPrice: ReadonlySet<BetCommand['type']> = new Set([
  'PlaceBets',
  'QuoteBets',
  'QuoteCashOut',
  'CashOut',
]);

/** Row 3. */
function staleAnswer(state: PartitionState, command: BetCommand): readonly Decision[] | undefined {
  const { decidedAtMs } = state;
  const { requestedAtMs, expiresAtMs } = command;
  const lapses = asksForPrice.has(command.type) && expiresAtMs < decidedAtMs;
  const isStale = lapses || requestedAtMs < decidedAtMs - limits.requestAgeMsMax;
  const isAhead = requestedAtMs > decidedAtMs + limits.requestAheadMsMax;
  if (!isStale && !isAhead) return undefined;
  return [refusal(state, command, isStale ? 'REQUEST_STALE' : 'REQUEST_IN_FUTURE')];
}

function refusal(
  state: PartitionState,
  command: BetCommand,
  code: Extract<RejectCode, 'REQUEST_STALE' | 'REQUEST_IN_FUTURE'>,
): Decision {
  if (command.type === 'PlaceBets') return rejectedEarly(state, command, ofTicket(code));
  if (command.type === 'CashOut')
    return cashOutRejected(command, { quoteId: command.quoteId }, code);
  if (command.type === 'QuoteCashOut')
    return cashOutRejected(command, { betId: command.betId }, code);
  return commandRejected(command, code);
}

/** Commands about bets; the others are about the account itself. */
const bettingCommands = [
  'PlaceBets',
  'QuoteBets',
  'CashOut',
  'QuoteCashOut',
  'OverrideLeg',
] as const satisfies readonly BetCommand['type'][];
type BettingCommand = Extract<BetCommand, { type: (typeof bettingCommands)[number] }>;
type AccountCommand = Exclude<BetCommand, BettingCommand>;

const betting: ReadonlySet<BetCommand['type']> = new Set(bettingCommands);
const isBetting = (command: BetCommand): command is BettingCommand => betting.has(command.type);

const decideAnew = (state: PartitionState, command: BetCommand): readonly Decision[] =>
  isBetting(command) ? decideOnBets(state, command) : [decideOnAccount(state, command)];

function decideOnBets(state: PartitionState, command: BettingCommand): readonly Decision[] {
  switch (command.type) {
    case 'PlaceBets':
      return placeBets(state, command);
    case 'QuoteBets':
      return quoteBets(state, command);
    case 'CashOut':
      return [cashOut(state, command)];
    case 'QuoteCashOut':
      return [quoteCashOut(state, command)];
    case 'OverrideLeg':
      return [overrideLeg(state, command)];
  }
}

function decideOnAccount(state: PartitionState, command: AccountCommand): Decision {
  switch (command.type) {
    case 'OpenAccount':
      return openAccount(state, command);
    case 'Deposit':
      return deposit(state, command);
    case 'Withdraw':
      return withdraw(state, command);
    case 'CompleteWithdrawal':
    case 'FailWithdrawal':
      return endWithdrawal(state, command);
    case 'AdjustBalance':
      return adjustBalance(state, command);
    case 'SetGamblingLimit':
      return setGamblingLimit(state, command);
    case 'ConfirmLimitIncrease':
      return confirmLimitIncrease(state, command);
    case 'Exclude':
      return exclude(state, command);
    case 'StartSession':
      return startSession(state, command);
    case 'EndSession':
      return endSession(state, command);
    case 'SetAccountStatus':
      return setAccountStatus(state, command);
    case 'SetBettorFactor':
      return setBettorFactor(state, command);
    case 'GrantFreeBet':
      return grantFreeBet(state, command);
    case 'GrantBonus':
      return grantBonus(state, command);
  }
}
