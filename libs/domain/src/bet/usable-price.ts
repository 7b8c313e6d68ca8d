import type { DecimalOdds, FactPosition, Frac } from '@stakelog/contracts';

/** A price that a bet can be struck at. */
export type UsablePrice = {
  readonly odds: DecimalOdds;
  readonly fraction: Frac | null;
  readonly at: FactPosition;
};
