import type { BetAccepted, OutcomeResult } from '@stakelog/contracts';
import { schemeOf } from '../../ticket/scheme';

/** A rational of its own, so that the check shares no arithmetic with what it checks. Not reduced. */
export type Ratio = { readonly num: bigint; readonly den: bigint };

const ratio = (num: number, den = 1): Ratio => ({ num: BigInt(num), den: BigInt(den) });
const add = (a: Ratio, b: Ratio): Ratio => ({
  num: a.num * b.den + b.num * a.den,
  den: a.den * b.den,
});
const multiply = (a: Ratio, b: Ratio): Ratio => ({ num: a.num * b.num, den: a.den * b.den });
export const isEqual = (a: Ratio, b: Ratio): boolean => a.num * b.den === b.num * a.den;

/** Every line of a bet, as the legs in it: spelled out, one by one. */
export function everyLine(
  accepted: Pick<BetAccepted, 'kind' | 'sizes' | 'positions' | 'legs'>,
): readonly (readonly number[])[] {
  const { positions, sizes } = schemeOf(accepted, accepted.legs.length);
  const lines: number[][] = [];
  const extend = (at: number, line: number[], folds: number) => {
    const position = positions[at];
    if (position === undefined) {
      if (sizes.includes(folds)) lines.push(line);
      return;
    }
    for (const leg of position.selections) extend(at + 1, [...line, leg], folds + 1);
    if (!position.banker) extend(at + 1, line, folds);
  };
  extend(0, [], 0);
  return lines;
}

/** What one unit on a leg returns, straight from its shares: w·o + v. */
export function unitReturn(
  accepted: BetAccepted,
  results: readonly OutcomeResult[],
  part: 'win' | 'place',
  leg: number,
): Ratio {
  const { odds, placeTerms } = accepted.legs[leg] ?? { odds: 0, placeTerms: null };
  const result = results[leg];
  const declared = part === 'win' ? result : result?.place;
  if (declared === undefined || declared === null) return ratio(0);
  const share =
    part === 'win' || placeTerms === null
      ? ratio(1)
      : ratio(placeTerms.fraction.num, placeTerms.fraction.den);
  const price = add(ratio(1), multiply(ratio(odds - 10_000, 10_000), share));
  return add(
    multiply(ratio(declared.win.num, declared.win.den), price),
    ratio(declared.void.num, declared.void.den),
  );
}

/** The exact return of a bet, line by line; `without` is left out of every line it is in. */
export function returnByLines(
  accepted: BetAccepted,
  results: readonly OutcomeResult[],
  without?: number,
): Ratio {
  let sum = ratio(0);
  for (const part of accepted.eachWay ? (['win', 'place'] as const) : (['win'] as const))
    for (const line of everyLine(accepted)) {
      let product = ratio(1);
      for (const leg of line)
        if (leg !== without) product = multiply(product, unitReturn(accepted, results, part, leg));
      sum = add(sum, product);
    }
  return multiply(ratio(accepted.stake, accepted.lines), sum);
}
