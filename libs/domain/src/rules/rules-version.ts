/**
 * Named in every EpochOpened: the rules that a log is decided with. Old versions stay decidable (R11): where one
 * differs, `PartitionState.rules` says which is in force.
 * 1: win singles in cash. 2: every bet type, gambling limits, promotions, quotes, cash-out, overrides.
 */
export const rulesVersion = 2;
