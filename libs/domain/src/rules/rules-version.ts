/** Named in every EpochOpened: the rules that a log was decided with. Old versions stay decidable (R11). */
export const rulesVersion = 1;
