import { fraction, schemeOf, schemeReturn, type Fraction } from '@stakelog/domain';
import type { DecidedLeg, LegPart } from './decide-leg';
import type { Reduction } from './read-legs';
import type { StakedBet } from './read-ticket';

/** How a return came about: one step per leg, then the sum. Exact numbers are written "num/den" in lowest terms. */
export type Derivation = readonly [...LegStep[], SumStep];

type LegStep = PartStep & {
  readonly leg: number;
  readonly rule: string;
  readonly price: string;
  readonly reductions?: readonly Reduction[];
  /** Of a leg that an each-way bet uses. */
  readonly place?: PartStep;
};

type PartStep = {
  readonly win: string;
  readonly void: string;
  readonly effectiveOdds: string;
  readonly multiplier: string;
};

type SumStep = {
  /** `sum`: unit stake × both parts. `free-bet`: less the stakes in them. */
  readonly rule: 'sum/2' | 'free-bet/2';
  readonly unitStake: string;
  readonly sizes: readonly number[];
  readonly combinations: number;
  /** What one unit per line returns, stake included: the win part, and the place part of an each-way bet. */
  readonly winPart: string;
  readonly placePart?: string;
  readonly exactReturn: string;
  readonly maxPayout: number | null;
  readonly rounding: string;
};

export const written = ({ num, den }: Fraction): string => `${num}/${den}`;

export function derivationOf(
  { accepted, combinations }: StakedBet,
  legs: readonly DecidedLeg[],
  exact: Fraction,
): Derivation {
  const { stake, lines, eachWay, rounding, maxPayout, funding } = accepted;
  const scheme = schemeOf(accepted, legs.length);
  const sumOf = (part: (leg: DecidedLeg) => LegPart) =>
    written(
      schemeReturn(
        scheme,
        legs.map((leg) => part(leg).multiplier),
      ),
    );
  return [
    ...legs.map((leg) => legStep(leg, eachWay)),
    {
      rule: funding === 'FREE_BET' ? 'free-bet/2' : 'sum/2',
      unitStake: written(fraction(BigInt(stake), BigInt(lines))),
      sizes: scheme.sizes,
      combinations,
      winPart: sumOf(({ win }) => win),
      ...(eachWay ? { placePart: sumOf(({ place, win }) => place ?? win) } : {}),
      exactReturn: written(exact),
      maxPayout,
      rounding,
    },
  ];
}

function legStep(leg: DecidedLeg, eachWay: boolean): LegStep {
  const { selection, rule, price, result, win, place } = leg;
  return {
    leg: selection,
    rule,
    price: written(price),
    ...(result.reductions.length > 0 && !result.antePost ? { reductions: result.reductions } : {}),
    ...partStep(win),
    ...(eachWay && place !== undefined ? { place: partStep(place) } : {}),
  };
}

const partStep = ({ factors, odds, multiplier }: LegPart): PartStep => ({
  win: written(factors.win),
  void: written(factors.void),
  effectiveOdds: written(odds),
  multiplier: written(multiplier),
});
