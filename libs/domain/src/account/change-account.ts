import type { SetAccountStatus, SetBettorFactor } from '@stakelog/contracts';
import type { Decision, PartitionState } from '../partition/partition-state';
import { commandRejected } from './move-money';

/** Status, verification and location, as an operator or a register check says. */
export function setAccountStatus(_state: PartitionState, command: SetAccountStatus): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}

/** Multiplier on limits and offset on delays of one bettor. */
export function setBettorFactor(_state: PartitionState, command: SetBettorFactor): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}
