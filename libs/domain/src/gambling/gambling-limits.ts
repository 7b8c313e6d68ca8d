import type { ConfirmLimitIncrease, SetGamblingLimit } from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import type { Decision, PartitionState } from '../partition/partition-state';

/** Lower or first: at once. Higher or none: scheduled, to be confirmed (domain.md §9). */
export function setGamblingLimit(_state: PartitionState, command: SetGamblingLimit): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}

export function confirmLimitIncrease(
  _state: PartitionState,
  command: ConfirmLimitIncrease,
): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}
