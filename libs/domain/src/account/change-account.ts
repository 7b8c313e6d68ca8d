import {
  limits,
  type AccountStatusChanged,
  type BettorFactorChanged,
  type CommandRejected,
  type SetAccountStatus,
  type SetBettorFactor,
} from '@stakelog/contracts';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { commandRejected } from './move-money';

/** Status, verification and location, as an operator or a register check says. */
export function setAccountStatus(
  state: PartitionState,
  command: SetAccountStatus,
): AccountStatusChanged | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { accountId, commandId, status, verification, location, actor, reason } = command;
  return {
    type: 'AccountStatusChanged',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    status,
    verification,
    location,
    previousStatus: account.status,
    previousVerification: account.verification,
    previousLocation: account.location,
    effectiveAtMs: state.decidedAtMs,
    actor,
    reason,
  };
}

/** Multiplier on limits and offset on delays of one bettor. */
export function setBettorFactor(
  state: PartitionState,
  command: SetBettorFactor,
): BettorFactorChanged | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { accountId, commandId, factorBps, delayOffsetMs, actor, reason } = command;
  const inRange =
    isWithin(factorBps, limits.factorBpsMax) && isWithin(delayOffsetMs, limits.betDelayMsMax);
  if (!inRange) return commandRejected(command, 'LIMIT_INVALID');
  return {
    type: 'BettorFactorChanged',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    factorBps,
    previousFactorBps: account.factorBps,
    delayOffsetMs,
    previousDelayOffsetMs: account.delayOffsetMs,
    effectiveAtMs: state.decidedAtMs,
    actor,
    reason,
  };
}

const isWithin = (value: number, max: number) => value >= 0 && value <= max;
