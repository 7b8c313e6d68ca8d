import {
  compare,
  deadHeat,
  effectiveOdds,
  legMultiplier,
  lost,
  one,
  placeOdds,
  zero,
  type Fraction,
  type LegFactors,
} from '@stakelog/domain';
import type { LegResult } from './read-legs';
import { Refusal } from './refusal';

/** One part of a decided leg: its factors, the odds they meet, and m = w·o' + v. */
export type LegPart = {
  readonly factors: LegFactors;
  readonly odds: Fraction;
  readonly multiplier: Fraction;
};

export type DecidedLeg = {
  readonly selection: number;
  readonly rule: string;
  readonly price: Fraction;
  readonly result: LegResult;
  readonly win: LegPart;
  /** Undefined where no each-way bet uses the leg. */
  readonly place: LegPart | undefined;
};

/** A leg by the rules of domain.md §7.2 to §7.4: reductions first, the place fraction after. */
export function decidedLeg(
  selection: number,
  price: Fraction,
  result: LegResult,
  eachWay: boolean,
): DecidedLeg {
  const odds = result.antePost ? price : reducedOdds(price, result);
  const winFactors = factorsFor(result, 1, 'win');
  return {
    selection,
    rule: ruleOf(result),
    price,
    result,
    win: legPart(winFactors, odds),
    place: eachWay ? placePart(selection, odds, result) : undefined,
  };
}

function placePart(selection: number, odds: Fraction, result: LegResult): LegPart {
  const { placeTerms } = result;
  if (placeTerms === undefined)
    throw new Refusal(
      'BET_TYPE_NOT_ALLOWED',
      `an each-way bet uses selection ${selection}, whose leg has no placeTerms`,
      'legs',
    );
  const factors = factorsFor(result, placeTerms.places, 'place');
  return legPart(factors, placeOdds(odds, placeTerms.fraction));
}

const legPart = (factors: LegFactors, odds: Fraction): LegPart => ({
  factors,
  odds,
  multiplier: legMultiplier(factors, odds),
});

/** A finishing position decides by dead heat for the ranks paid; a void of an ante-post leg is a non-runner, and loses. */
function factorsFor(
  { ended, antePost }: LegResult,
  paid: number,
  part: 'win' | 'place',
): LegFactors {
  if ('position' in ended)
    return { win: deadHeat(ended.position.rank, ended.position.tied, paid), void: zero };
  return antePost && isVoid(ended[part]) ? lost : ended[part];
}

const isVoid = (factors: LegFactors) => compare(factors.void, one) === 0;

const reducedOdds = (price: Fraction, { reductions }: LegResult): Fraction =>
  reductions.reduce(
    (odds, { method, deductionsPpm }) => effectiveOdds(odds, method, deductionsPpm),
    price,
  );

function ruleOf({ ended, antePost }: LegResult): string {
  if ('position' in ended) return ended.position.tied > 1 ? 'dead-heat/2' : 'position/2';
  return antePost && isVoid(ended.win) ? 'withdrawal/2' : 'result/2';
}
