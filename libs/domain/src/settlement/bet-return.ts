import { schemeReturn, type Scheme } from '../ticket/scheme';
import { fraction, plus, times, type Fraction } from './fraction';

/** What one unit on a leg returns, in the win part and in the place part of an each-way bet. */
export type LegReturn = { readonly win: Fraction; readonly place: Fraction };

/** A bet's money: its stake in minor units over so many lines charged (each-way counts twice). */
export type Staked = {
  readonly stake: number;
  readonly lines: number;
  readonly eachWay: boolean;
};

/** The exact return of a bet in minor units (domain.md §6): the win part, and the place part of an each-way bet. */
export function betReturn(
  { stake, lines, eachWay }: Staked,
  scheme: Scheme,
  legs: readonly LegReturn[],
): Fraction {
  const won = schemeReturn(
    scheme,
    legs.map(({ win }) => win),
  );
  const parts = eachWay
    ? plus(
        won,
        schemeReturn(
          scheme,
          legs.map(({ place }) => place),
        ),
      )
    : won;
  return times(fraction(BigInt(stake), BigInt(lines)), parts);
}
