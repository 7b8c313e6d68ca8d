import type { QuoteBets } from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import type { Decision, PartitionState } from '../partition/partition-state';

/** Reserves odds and liability for a ticket, or says why not (domain.md §5, reserved quote). */
export function quoteBets(_state: PartitionState, command: QuoteBets): readonly Decision[] {
  return [commandRejected(command, 'NOT_SUPPORTED')];
}

/** Quotes whose time has come, by deadline, then id. */
export function dueQuotes(_state: PartitionState): readonly Decision[] {
  return [];
}
