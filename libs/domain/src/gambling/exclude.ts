import {
  limits,
  utcMs,
  type AccountExcluded,
  type CommandCode,
  type CommandRejected,
  type Exclude,
  type UtcMs,
} from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';
import { monthsLater } from './calendar';
import { exclusionOf, type Exclusion } from './exclusion';

/** Time-out and exclusion. An end in the past lifts one (domain.md §9). */
export function exclude(
  state: PartitionState,
  command: Exclude,
): AccountExcluded | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { accountId, commandId, kind, actor, reason } = command;
  const { decidedAtMs } = state;
  const inForce = exclusionOf(account, kind, decidedAtMs);
  const code = refusal(command, inForce, decidedAtMs);
  if (code !== undefined)
    return commandRejected(command, code, inForce?.untilMs ? `${inForce.untilMs}` : null);
  return {
    type: 'AccountExcluded',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    kind,
    untilMs: atLeastMinimum(command, decidedAtMs),
    effectiveAtMs: decidedAtMs,
    actor,
    reason,
  };
}

function refusal(
  command: Exclude,
  inForce: Exclusion | undefined,
  decidedAtMs: number,
): Extract<CommandCode, 'EXCLUSION_IN_FORCE' | 'LIMIT_INVALID'> | undefined {
  const { untilMs } = command;
  const isShorter =
    inForce !== undefined && untilMs !== null && untilMs < (inForce.untilMs ?? Infinity);
  if (isShorter) return mayEnd(command, inForce, decidedAtMs) ? undefined : 'EXCLUSION_IN_FORCE';
  return isInRange(command, decidedAtMs) ? undefined : 'LIMIT_INVALID';
}

/** Only an operator ends an exclusion: those of operators and regulators, and a bettor's own that names no end. */
function mayEnd(
  { kind, actor }: Exclude,
  { sinceMs, untilMs }: Exclusion,
  decidedAtMs: number,
): boolean {
  if (actor.kind !== 'OPERATOR') return false;
  switch (kind) {
    case 'OPERATOR':
    case 'REGULATOR':
      return true;
    case 'SELF':
      return untilMs === null && monthsLater(sinceMs, limits.selfExclusionMonthsMin) <= decidedAtMs;
    case 'TIME_OUT':
      return false;
  }
}

/** Whether it lasts as long as its kind may. Counted from the request: the bettor's day began there. */
function isInRange(command: Exclude, decidedAtMs: number): boolean {
  const { kind, actor, untilMs, requestedAtMs } = command;
  const fromMs = Math.min(requestedAtMs, decidedAtMs);
  switch (kind) {
    case 'TIME_OUT':
      return (
        untilMs !== null &&
        untilMs >= fromMs + limits.timeOutMsMin &&
        untilMs <= Math.max(requestedAtMs, decidedAtMs) + limits.timeOutMsMax
      );
    case 'SELF':
      return untilMs === null || untilMs >= monthsLater(fromMs, limits.selfExclusionMonthsMin);
    case 'OPERATOR':
    case 'REGULATOR':
      return actor.kind !== 'BETTOR' && (untilMs === null || untilMs > decidedAtMs);
  }
}

/** What was requested a moment ago, or with a clock that is late, still lasts its minimum from the decision. */
function atLeastMinimum({ kind, untilMs }: Exclude, decidedAtMs: UtcMs): UtcMs | null {
  if (untilMs === null || untilMs <= decidedAtMs) return untilMs;
  switch (kind) {
    case 'TIME_OUT':
      return utcMs(Math.max(untilMs, decidedAtMs + limits.timeOutMsMin));
    case 'SELF':
      return utcMs(Math.max(untilMs, monthsLater(decidedAtMs, limits.selfExclusionMonthsMin)));
    case 'OPERATOR':
    case 'REGULATOR':
      return untilMs;
  }
}
