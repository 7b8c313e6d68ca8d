import type { GrantBonus, GrantFreeBet } from '@stakelog/contracts';
import type { Decision, PartitionState } from '../partition/partition-state';
import { commandRejected } from './move-money';

export function grantFreeBet(_state: PartitionState, command: GrantFreeBet): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}

export function grantBonus(_state: PartitionState, command: GrantBonus): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}
