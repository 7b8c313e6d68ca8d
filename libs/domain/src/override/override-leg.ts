import type { LegOverridden, OverrideLeg } from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import type { Decision, PartitionState } from '../partition/partition-state';

/** An operator's word on one leg, above everything the feed says (domain.md §7.6). */
export function overrideLeg(_state: PartitionState, command: OverrideLeg): Decision {
  return commandRejected(command, 'NOT_SUPPORTED');
}

/** The word stands, and its bet waits for settlement work. */
export function applyOverride(_state: PartitionState, _overridden: LegOverridden): void {}
