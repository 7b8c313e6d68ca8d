import type { Factors, FinishingPosition, LegOverride, OutcomeResult } from '@stakelog/contracts';
import { fraction, fromFrac, one, plus, times, zero, type Fraction } from './fraction';

/** A decided leg: the share of the stake that wins, and the share refunded (domain.md §7.1). */
export type LegFactors = { readonly win: Fraction; readonly void: Fraction };

export const won: LegFactors = { win: one, void: zero };
export const lost: LegFactors = { win: zero, void: zero };
export const voided: LegFactors = { win: zero, void: one };
const half = fraction(1n, 2n);
const halfWon: LegFactors = { win: half, void: half };
const halfLost: LegFactors = { win: zero, void: half };

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
      return halfWon;
    case 'HALF_LOST':
      return halfLost;
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

/** The win part of a declared result. A finishing position decides by dead heat for the ranks that win. */
export function declaredFactors(result: OutcomeResult, winners = 1): LegFactors {
  return result.position === null ? shares(result) : positionFactors(result.position, winners);
}

/**
 * The place part of a declared result: by its finishing position, else as declared, else as the win part.
 * `places` ranks are paid.
 */
export function placeFactors(result: OutcomeResult, places: number, winners = 1): LegFactors {
  if (result.position !== null) return positionFactors(result.position, places);
  return result.place === null ? declaredFactors(result, winners) : shares(result.place);
}

const positionFactors = ({ rank, tied }: FinishingPosition, paid: number): LegFactors => ({
  win: deadHeat(rank, tied, paid),
  void: zero,
});

/** Whole shares are the constants above: most results are, and nothing is computed for them. */
function shares(declared: Factors): LegFactors {
  const { win, void: refunded } = declared;
  if (refunded.num === 0 && win.num === 0) return lost;
  if (refunded.num === 0 && win.num === win.den) return won;
  if (win.num === 0 && refunded.num === refunded.den) return voided;
  return { win: fromFrac(win), void: fromFrac(refunded) };
}

/** What one unit of stake returns: m = w·o' + v (domain.md §7.1). */
export function legMultiplier(factors: LegFactors, odds: Fraction): Fraction {
  if (factors === won) return odds;
  if (factors === lost) return zero;
  if (factors === voided) return one;
  return plus(times(factors.win, odds), factors.void);
}
