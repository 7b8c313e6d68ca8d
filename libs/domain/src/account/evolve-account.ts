import type {
  AccountExcluded,
  AccountStatusChanged,
  BettorFactorChanged,
  BonusGranted,
  FreeBetGranted,
  GamblingLimitSet,
  LimitIncreaseScheduled,
  SessionEnded,
  SessionStarted,
} from '@stakelog/contracts';
import type { PartitionState } from '../partition/partition-state';

/** Events that change what an account may do. */
export type AccountEvent =
  | AccountExcluded
  | AccountStatusChanged
  | BettorFactorChanged
  | BonusGranted
  | FreeBetGranted
  | GamblingLimitSet
  | LimitIncreaseScheduled
  | SessionEnded
  | SessionStarted;

export function evolveAccount(_state: PartitionState, _event: AccountEvent): void {}
