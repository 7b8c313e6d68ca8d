import { minorUnits, type BetAccepted, type MinorUnits, type Rounding } from '@stakelog/contracts';
import { WHOLE_BPS } from '../cash-out/closed-stake';
import { schemeOf } from '../ticket/scheme';
import { betReturn, type LegReturn } from './bet-return';
import { accumulatorBonus, type BonusLeg } from './bonus';
import type { LegFactors } from './factors';
import {
  compare,
  fraction,
  minus,
  one,
  plus,
  rounded,
  times,
  whole,
  zero,
  type Fraction,
} from './fraction';

/** What a bet returns: exactly, and paid. */
export type Payout = { readonly exact: Fraction; readonly paid: MinorUnits };

/** The same with the part of what is paid that the promotion pays. */
export type BetPayout = Payout & { readonly bonus: MinorUnits };

/** What of an accepted bet its payout depends on. */
export type PaidBet = Pick<
  BetAccepted,
  | 'kind'
  | 'sizes'
  | 'positions'
  | 'stake'
  | 'lines'
  | 'eachWay'
  | 'funding'
  | 'maxPayout'
  | 'rounding'
  | 'bonusTerms'
>;

/** A leg of a bet that is decided: what a unit on it returns. Undefined factors: the leg no longer matters. */
export type PayingLeg = BonusLeg & {
  readonly returns: LegReturn;
  /** Of the place part; null: the leg is not each-way. */
  readonly place: LegFactors | null;
};

/** How much of a bet is paid, and whether a free bet's stake is. */
export type PayoutTerms = {
  /** Cashed out before, in ten-thousandths. */
  readonly cashedBps: number;
  readonly stakeReturned: boolean;
};

/** The largest amount a safe integer holds; a return above it is capped like any other. */
const payoutMax = Number.MAX_SAFE_INTEGER;

/**
 * Below it a quotient of whole numbers, doubled and rounded, is the same in doubles: a quotient that is no whole
 * number is further from the next one than half a unit of its last place.
 */
const SAFE_PRODUCT = 2 ** 50;

/**
 * The return of a single: stake × leg multiplier, capped, then rounded once (domain.md §7.5).
 * Stake and cap in minor units, stake included in the return.
 */
export function singlePayout(
  stake: MinorUnits,
  multiplier: Fraction,
  cap: MinorUnits | null,
  rounding: Rounding,
): MinorUnits {
  const num = stake * Number(multiplier.num);
  const den = Number(multiplier.den);
  if (num >= 0 && num < SAFE_PRODUCT && den < SAFE_PRODUCT) {
    const amount = rounding === 'DOWN' ? num / den : (2 * num + den) / (2 * den);
    return minorUnits(Math.min(Math.floor(amount), cap ?? payoutMax));
  }
  return minorUnits(rounded(capped(times(whole(stake), multiplier), cap), rounding));
}

/**
 * The payout of any bet: round((1 − share cashed out) · min(R + bonus, cap)), one rounding (domain.md §7.5, §8).
 * `exact` is R, before bonus, cap and share.
 */
export function betPayout(
  accepted: PaidBet,
  legs: readonly PayingLeg[],
  { cashedBps, stakeReturned }: PayoutTerms,
): BetPayout {
  const { stake, maxPayout, rounding, bonusTerms } = accepted;
  const gross = grossReturn(accepted, legs);
  const isNet = accepted.funding === 'FREE_BET' && !stakeReturned;
  const exact = isNet ? minus(gross, stakeShare(accepted, legs)) : gross;
  const pays = (amount: Fraction) => rounded(left(capped(amount, maxPayout), cashedBps), rounding);
  const bonus = bonusTerms.length === 0 ? zero : accumulatorBonus(bonusTerms, legs, stake, exact);
  const base = pays(exact);
  const paid = bonus === zero ? base : pays(plus(exact, bonus));
  return { exact, paid: minorUnits(paid), bonus: minorUnits(paid - base) };
}

function grossReturn(accepted: PaidBet, legs: readonly PayingLeg[]): Fraction {
  const { kind, stake, eachWay } = accepted;
  const [first] = legs;
  if (kind === 'SINGLE' && !eachWay && legs.length === 1 && first !== undefined)
    return times(whole(stake), first.returns.win);
  const scheme = schemeOf(accepted, legs.length);
  return betReturn(
    accepted,
    scheme,
    legs.map(({ returns }) => returns),
  );
}

/** What of the return is the stake: a free bet pays R minus the same sums with w + v in place of m (§7.7). */
const stakeShare = (accepted: PaidBet, legs: readonly PayingLeg[]): Fraction =>
  betReturn(
    accepted,
    schemeOf(accepted, legs.length),
    legs.map(({ factors, place }) => ({ win: kept(factors), place: kept(place ?? undefined) })),
  );

const kept = (factors: LegFactors | undefined): Fraction =>
  factors === undefined ? zero : plus(factors.win, factors.void);

function capped(amount: Fraction, cap: MinorUnits | null): Fraction {
  const ceiling = whole(cap ?? payoutMax);
  return compare(amount, ceiling) > 0 ? ceiling : amount;
}

/** What a cash-out left of it. */
const left = (amount: Fraction, cashedBps: number): Fraction =>
  cashedBps === 0
    ? amount
    : times(amount, minus(one, fraction(BigInt(cashedBps), BigInt(WHOLE_BPS))));
