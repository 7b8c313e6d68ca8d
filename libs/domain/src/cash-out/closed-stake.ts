/** A whole, in ten-thousandths. */
export const WHOLE_BPS = 10_000;

/** The part of a bet's original stake that a cash-out of this cumulative share has closed, in minor units. */
export const closedStake = (stake: number, cashedBps: number): number =>
  // BigInt, because stake × share passes 2^53 at stakes that the limits allow.
  Number((BigInt(stake) * BigInt(cashedBps)) / BigInt(WHOLE_BPS));
