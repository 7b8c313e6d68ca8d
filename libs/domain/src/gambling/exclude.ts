import type { Exclude } from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import type { Decision, PartitionState } from '../partition/partition-state';

/** Time-out and exclusion (domain.md §9). */
export function exclude(_state: PartitionState, command: Exclude): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}
