import type { LegOverride, OutcomeResult } from '@stakelog/contracts';
import { fraction, fromFrac, one, plus, times, zero, type Fraction } from './fraction';

/** A decided leg: the share of the stake that wins, and the share refunded (domain.md §7.1). */
export type LegFactors = { readonly win: Fraction; readonly void: Fraction };

export const won: LegFactors = { win: one, void: zero };
export const lost: LegFactors = { win: zero, void: zero };
export const voided: LegFactors = { win: zero, void: one };
const half = fraction(1n, 2n);

/** The factors of an operator's word. */
export function overrideFactors(word: Exclude<LegOverride, 'NONE'>): LegFactors {
  switch (word) {
    case 'WON':
      return won;
    case 'LOST':
      return lost;
    case 'VOID':
      return voided;
    case 'HALF_WON':
      return { win: half, void: half };
    case 'HALF_LOST':
      return { win: zero, void: half };
  }
}

/**
 * Dead heat: the share of the stake that wins, where `rank` is shared by `tied` and `paid` ranks are paid:
 * clamp(paid − (rank − 1), 0, tied) / tied (domain.md §7.2). It divides the stake, not the profit.
 */
export function deadHeat(rank: number, tied: number, paid: number): Fraction {
  const places = Math.min(Math.max(paid - (rank - 1), 0), tied);
  return fraction(BigInt(places), BigInt(tied));
}

/** The win part of a declared result. A finishing position decides by dead heat for first. */
export function declaredFactors(result: OutcomeResult): LegFactors {
  if (result.position !== null)
    return { win: deadHeat(result.position.rank, result.position.tied, 1), void: zero };
  return { win: fromFrac(result.win), void: fromFrac(result.void) };
}

/** What one unit of stake returns: m = w·o' + v (domain.md §7.1). */
export const legMultiplier = ({ win, void: refunded }: LegFactors, odds: Fraction): Fraction =>
  plus(times(win, odds), refunded);
