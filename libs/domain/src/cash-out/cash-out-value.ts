import { betReturn } from '../settlement/bet-return';
import { compare, fraction, times, whole, zero, type Fraction } from '../settlement/fraction';
import type { KeptAcceptance } from '../bet/kept-acceptance';
import { schemeOf } from '../ticket/scheme';
import { WHOLE_BPS } from './closed-stake';

/**
 * V: the bet's return with every leg at its expectation, exact, in minor units (domain.md §8). The product of
 * expectations is the expectation of the product only for independent legs. Not for each-way bets.
 */
export const cashOutValue = (accepted: KeptAcceptance, legs: readonly Fraction[]): Fraction =>
  betReturn(
    accepted,
    schemeOf(accepted, accepted.legs.length),
    legs.map((win) => ({ win, place: zero })),
  );

/** What is offered for a share: ⌊min(V, cap) · (1 − margin) · (to − from)⌋, in minor units. */
export function cashOutOffer(
  value: Fraction,
  cap: number | null,
  marginBps: number,
  { fromBps, toBps }: { readonly fromBps: number; readonly toBps: number },
): number {
  const ceiling = whole(cap ?? Number.MAX_SAFE_INTEGER);
  const capped = compare(value, ceiling) > 0 ? ceiling : value;
  const kept = Math.max(0, WHOLE_BPS - marginBps);
  const unit = BigInt(WHOLE_BPS);
  const { num, den } = times(capped, fraction(BigInt(kept) * BigInt(toBps - fromBps), unit * unit));
  return Number(num / den);
}
