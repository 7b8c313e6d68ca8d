import { fraction, schemeReturn, type Fraction } from '@stakelog/domain';
import type { DecidedLeg, LegPart } from './decide-leg';
import type { Payment } from './payment';
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
  readonly rule: 'sum/2' | 'free-bet/2';
  readonly unitStake: string;
  readonly sizes: readonly number[];
  readonly combinations: number;
  /** What one unit per line returns, stake included: the win part, and the place part of an each-way bet. */
  readonly winPart: string;
  readonly placePart?: string;
  /** Of a free bet: the stakes in both parts, in minor units. */
  readonly stakeNotReturned?: string;
  readonly exactReturn: string;
  readonly maxPayout: number | null;
  readonly rounding: string;
};

export const written = ({ num, den }: Fraction): string => `${num}/${den}`;

export function derivationOf(
  bet: StakedBet,
  legs: readonly DecidedLeg[],
  exact: Fraction,
  stakeNotReturned: Fraction | undefined,
  { maxPayout, rounding }: Payment,
): Derivation {
  return [
    ...legs.map((leg) => legStep(leg, bet.eachWay)),
    {
      rule: stakeNotReturned === undefined ? 'sum/2' : 'free-bet/2',
      unitStake: written(fraction(BigInt(bet.stake), BigInt(bet.linesCharged))),
      sizes: bet.scheme.sizes,
      combinations: bet.combinations,
      winPart: sumOf(bet, legs, ({ win }) => win),
      ...(bet.eachWay ? { placePart: sumOf(bet, legs, ({ place, win }) => place ?? win) } : {}),
      ...(stakeNotReturned && { stakeNotReturned: written(stakeNotReturned) }),
      exactReturn: written(exact),
      maxPayout: maxPayout ?? null,
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

function sumOf(
  { scheme }: StakedBet,
  legs: readonly DecidedLeg[],
  part: (leg: DecidedLeg) => LegPart,
): string {
  const multipliers: Fraction[] = [];
  for (const leg of legs) multipliers[leg.selection] = part(leg).multiplier;
  return written(schemeReturn(scheme, multipliers));
}
