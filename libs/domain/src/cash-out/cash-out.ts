import type { CashOut } from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import type { Decision, PartitionState } from '../partition/partition-state';
import type { CashOutHold } from './cash-out-quote';

/** Pays a quote, holds it for the in-play delay, or says why not. */
export function cashOut(_state: PartitionState, command: CashOut): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}

/** The second look, at the deadline. */
export function cashOutHeld(_state: PartitionState, _hold: CashOutHold): Decision {
  throw new Error('broken rule: no cash-out is held yet');
}
