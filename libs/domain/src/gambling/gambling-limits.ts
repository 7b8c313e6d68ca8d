import {
  limits,
  utcMs,
  type CommandRejected,
  type ConfirmLimitIncrease,
  type GamblingLimitKind,
  type GamblingLimitPeriod,
  type GamblingLimitSet,
  type LimitIncreaseScheduled,
  type SetGamblingLimit,
} from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { limitOf } from './gambling-limit';

/**
 * Lower or first: at once, and an increase that waits is cancelled. Higher or none: scheduled, to be confirmed,
 * and the old limit holds until then (domain.md §9).
 */
export function setGamblingLimit(
  state: PartitionState,
  command: SetGamblingLimit,
): GamblingLimitSet | LimitIncreaseScheduled | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { kind, period, amount } = command;
  const current = limitOf(account, kind, period)?.amount ?? null;
  const amountMax = largestLimit(kind, period);
  if (amount !== null && amount > amountMax)
    return commandRejected(command, 'LIMIT_INVALID', `${amountMax}`);
  if (amount === null && current === null) return commandRejected(command, 'LIMIT_INVALID');

  const set = limitSet(state, command, current);
  const isIncrease = current !== null && (amount === null || amount > current);
  if (!isIncrease) return set;
  const effectiveAtMs = utcMs(state.decidedAtMs + limits.limitIncreaseDelayMs);
  return {
    ...set,
    type: 'LimitIncreaseScheduled',
    effectiveAtMs,
    confirmByMs: utcMs(effectiveAtMs + limits.limitConfirmMs),
  };
}

/** The bettor still wants the increase, after the wait and before it lapses. */
export function confirmLimitIncrease(
  state: PartitionState,
  command: ConfirmLimitIncrease,
): GamblingLimitSet | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { kind, period, amount, actor } = command;
  const limit = limitOf(account, kind, period);
  const scheduled = limit?.scheduled;
  const { decidedAtMs } = state;
  if (
    limit === undefined ||
    scheduled === undefined ||
    scheduled.amount !== amount ||
    scheduled.confirmByMs < decidedAtMs ||
    actor.kind !== 'BETTOR'
  )
    return commandRejected(command, 'LIMIT_NOT_SCHEDULED');
  if (decidedAtMs < scheduled.effectiveAtMs)
    return commandRejected(command, 'LIMIT_NOT_SCHEDULED', `${scheduled.effectiveAtMs}`);
  return limitSet(state, command, limit.amount);
}

const limitSet = (
  { decidedAtMs }: PartitionState,
  command: SetGamblingLimit | ConfirmLimitIncrease,
  previousAmount: GamblingLimitSet['previousAmount'],
): GamblingLimitSet => ({
  type: 'GamblingLimitSet',
  accountId: command.accountId,
  commandId: command.commandId,
  bodyCheck: bodyCheck(command),
  kind: command.kind,
  period: command.period,
  amount: command.amount,
  previousAmount,
  effectiveAtMs: decidedAtMs,
  actor: command.actor,
});

/** Minutes of the longest period of each kind; beyond it a limit binds nothing. */
const minutesOf: Record<GamblingLimitPeriod, number> = { DAY: 1_440, WEEK: 10_080, MONTH: 44_640 };

const largestLimit = (kind: GamblingLimitKind, period: GamblingLimitPeriod): number =>
  kind === 'SESSION' ? minutesOf[period] : limits.balanceMax;
