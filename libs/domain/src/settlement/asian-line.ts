import { lost, overrideFactors, voided, won, type LegFactors } from './factors';

/**
 * An Asian handicap (domain.md §7.3). `goalsAhead` is the selection's goals minus the other side's, since acceptance
 * where the market counts from there; `line4` is the selection's own handicap × 4, so −0.75 is −3.
 */
export const handicapFactors = (goalsAhead: number, line4: number): LegFactors =>
  quarterFactors(4 * goalsAhead + line4);

/** Asian totals: the goals of the whole match against the line × 4, whenever the bet was accepted. */
export function totalFactors(goals: number, line4: number, side: 'OVER' | 'UNDER'): LegFactors {
  const over = 4 * goals - line4;
  return quarterFactors(side === 'OVER' ? over : -over);
}

/** By q, the distance from the line in quarter goals: ≥ 2 win, 1 half win, 0 push, −1 half lose, ≤ −2 lose. */
function quarterFactors(q: number): LegFactors {
  if (q >= 2) return won;
  if (q === 1) return overrideFactors('HALF_WON');
  if (q === 0) return voided;
  if (q === -1) return overrideFactors('HALF_LOST');
  return lost;
}
