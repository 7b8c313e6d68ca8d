import type { GamblingLimitKind } from '@stakelog/contracts';
import type { Account } from '../account/account';
import type { GamblingLimit } from './gambling-limit';
import { sessionPartMs, sumsOf } from './period-sums';

const minuteMs = 60_000;

/**
 * What is left of a kind of limit now: the least over all periods, Infinity where none is set. Minor units, and
 * below zero where a limit was lowered behind what had been counted; milliseconds for SESSION.
 */
export function limitRoom(account: Account, kind: GamblingLimitKind, decidedAtMs: number): number {
  let room = Infinity;
  for (const limit of account.gamblingLimits)
    if (limit.kind === kind) room = Math.min(room, roomOf(account, limit, decidedAtMs));
  return room;
}

function roomOf(
  account: Account,
  { kind, period, amount }: GamblingLimit,
  decidedAtMs: number,
): number {
  const { deposited, staked, returned, sessionMs } = sumsOf(account.counters, period, decidedAtMs);
  switch (kind) {
    case 'DEPOSIT':
      return amount - deposited;
    // What is held may be accepted yet: it counts until it is not.
    case 'STAKE':
      return amount - staked - account.heldCash;
    case 'LOSS':
      return amount - (staked - returned) - account.heldCash;
    case 'SESSION': {
      const { session } = account;
      const runningMs =
        session === undefined ? 0 : sessionPartMs(period, session.startedAtMs, decidedAtMs);
      return amount * minuteMs - sessionMs - runningMs;
    }
  }
}
