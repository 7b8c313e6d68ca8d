import type { EndSession, StartSession } from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import type { Decision, PartitionState } from '../partition/partition-state';

export function startSession(_state: PartitionState, command: StartSession): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}

export function endSession(_state: PartitionState, command: EndSession): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}
