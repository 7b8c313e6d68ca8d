import {
  defined,
  type AccountExcluded,
  type AccountStatusChanged,
  type BettorFactorChanged,
  type BonusGranted,
  type FreeBetGranted,
  type GamblingLimitSet,
  type LimitIncreaseScheduled,
  type SessionEnded,
  type SessionStarted,
  type WithdrawalCompleted,
  type WithdrawalFailed,
  type WithdrawalRequested,
} from '@stakelog/contracts';
import { limitOf, withLimit } from '../gambling/gambling-limit';
import { countSession } from '../gambling/period-sums';
import type { PartitionState } from '../partition/partition-state';
import { noWithdrawals, type Account } from './account';
import { newFreeBet, withFreeBet } from './free-bet';

/** Events that change what an account has promised or may do. */
export type AccountEvent =
  | AccountExcluded
  | AccountStatusChanged
  | BettorFactorChanged
  | BonusGranted
  | FreeBetGranted
  | GamblingLimitSet
  | LimitIncreaseScheduled
  | SessionEnded
  | SessionStarted
  | WithdrawalCompleted
  | WithdrawalFailed
  | WithdrawalRequested;

export function evolveAccount(state: PartitionState, event: AccountEvent): void {
  const account = defined(state.accounts.get(event.accountId), 'only an open account changes');
  switch (event.type) {
    case 'AccountExcluded':
      return excludeAccount(account, event);
    case 'AccountStatusChanged':
      account.status = event.status;
      account.verification = event.verification;
      account.location = event.location;
      return;
    case 'BettorFactorChanged':
      account.factorBps = event.factorBps;
      account.delayOffsetMs = event.delayOffsetMs;
      return;
    case 'BonusGranted':
      account.bonusExpiresAtMs = Math.max(account.bonusExpiresAtMs, event.bonusExpiresAtMs);
      return;
    case 'FreeBetGranted':
      return addFreeBet(account, event, state.decidedAtMs);
    case 'GamblingLimitSet':
      return setLimit(account, event);
    case 'LimitIncreaseScheduled':
      return scheduleIncrease(account, event);
    case 'WithdrawalRequested':
      account.withdrawals = new Map(account.withdrawals).set(event.withdrawalId, event.amount);
      return;
    case 'WithdrawalCompleted':
    case 'WithdrawalFailed':
      return endWithdrawal(account, event);
    case 'SessionStarted':
      account.session = { sessionId: event.sessionId, startedAtMs: event.startedAtMs };
      return;
    case 'SessionEnded': {
      const { startedAtMs } = defined(account.session, 'only a running session ends');
      countSession(account.counters, startedAtMs, event.endedAtMs);
      account.session = undefined;
      return;
    }
  }
}

function endWithdrawal(account: Account, { withdrawalId }: WithdrawalCompleted | WithdrawalFailed) {
  const others = new Map(account.withdrawals);
  others.delete(withdrawalId);
  account.withdrawals = others.size === 0 ? noWithdrawals : others;
}

/** The newest of a kind replaces the one before; an end in the past lifts it. */
function excludeAccount(account: Account, event: AccountExcluded): void {
  const { kind, untilMs, effectiveAtMs } = event;
  const others = account.exclusions.filter((each) => each.kind !== kind);
  const isLifted = untilMs !== null && untilMs <= effectiveAtMs;
  account.exclusions = isLifted ? others : [...others, { kind, sinceMs: effectiveAtMs, untilMs }];
}

function addFreeBet(account: Account, event: FreeBetGranted, decidedAtMs: number): void {
  const { freeBetId, amount, tokenExpiresAtMs, stakeReturned } = event;
  const token = newFreeBet({ amount, expiresAtMs: tokenExpiresAtMs, stakeReturned });
  account.freeBets = withFreeBet(account.freeBets, freeBetId, token, decidedAtMs);
}

/** An increase that waited is done or cancelled by it. */
function setLimit(account: Account, event: GamblingLimitSet): void {
  const { kind, period, amount } = event;
  const limit = amount === null ? undefined : { kind, period, amount, scheduled: undefined };
  account.gamblingLimits = withLimit(account, event, limit);
}

function scheduleIncrease(account: Account, event: LimitIncreaseScheduled): void {
  const { kind, period, amount, effectiveAtMs, confirmByMs } = event;
  const limit = defined(limitOf(account, kind, period), 'only a set limit is increased');
  const scheduled = { amount, effectiveAtMs, confirmByMs };
  account.gamblingLimits = withLimit(account, event, { ...limit, scheduled });
}
