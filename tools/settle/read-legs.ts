import { limits, words } from '@stakelog/contracts';
import type { FinishingPosition, Frac, ReductionMethod } from '@stakelog/contracts';
import { compare, frac, one, overrideFactors, plus, zero, type LegFactors } from '@stakelog/domain';
import { Refusal } from './refusal';
import {
  fieldsOf,
  flagOf,
  fracOf,
  integerOf,
  isMissing,
  listOf,
  shareOf,
  wordOf,
} from './read-values';

/** What became of a selection, as the line states it. */
export type LegResult = {
  /** A finishing position, or the factors of the win part and, where they differ, of the place part. */
  readonly ended:
    | { readonly position: FinishingPosition }
    | { readonly win: LegFactors; readonly place: LegFactors };
  readonly placeTerms: { readonly places: number; readonly fraction: Frac } | undefined;
  readonly reductions: readonly Reduction[];
  readonly antePost: boolean;
};

/** Deductions of one method, in parts per million. */
export type Reduction = {
  readonly method: ReductionMethod;
  readonly deductionsPpm: readonly number[];
};

const resultWords = ['WON', 'LOST', 'VOID', 'HALF_WON', 'HALF_LOST'] as const;
const methods = words['reduction-method'];

/** The legs of a line by selection. A selection may be left out here; a bet that uses it is then not settled. */
export function legsOf(value: unknown, selections: number): readonly (LegResult | undefined)[] {
  const legs: (LegResult | undefined)[] = [];
  for (const [index, item] of listOf(value, 'legs').entries()) {
    const at = `legs[${index}]`;
    const { selection } = fieldsOf(item, at);
    const named = integerOf(selection, `${at}.selection`, 0, selections - 1);
    if (legs[named] !== undefined)
      throw new Refusal('INVALID_FORMAT', `selection ${named} has one leg`, at);
    legs[named] = legOf(item, at);
  }
  return legs;
}

function legOf(value: unknown, at: string): LegResult {
  const { result, place, position, placeTerms, reductions, antePost } = fieldsOf(value, at);
  return {
    ended: isMissing(position)
      ? partsOf(result, place, at)
      : { position: positionOf(position, `${at}.position`) },
    placeTerms: isMissing(placeTerms) ? undefined : termsOf(placeTerms, `${at}.placeTerms`),
    reductions: isMissing(reductions) ? [] : reductionsOf(reductions, `${at}.reductions`),
    antePost: flagOf(antePost, `${at}.antePost`),
  };
}

function partsOf(result: unknown, place: unknown, at: string) {
  const win = factorsOf(result, `${at}.result`);
  return { win, place: isMissing(place) ? win : factorsOf(place, `${at}.place`) };
}

/** A word, or the shares of the stake that win and are refunded, together at most 1. */
function factorsOf(value: unknown, at: string): LegFactors {
  if (typeof value !== 'object' || value === null)
    return overrideFactors(wordOf(value, at, resultWords));
  const { win, void: refunded } = fieldsOf(value, at);
  if (isMissing(win) && isMissing(refunded))
    throw new Refusal('INVALID_FORMAT', `${at} names a share that wins or is void`, at);
  const factors = {
    win: isMissing(win) ? zero : shareOf(win, `${at}.win`),
    void: isMissing(refunded) ? zero : shareOf(refunded, `${at}.void`),
  };
  if (compare(plus(factors.win, factors.void), one) > 0)
    throw new Refusal('INVALID_FORMAT', `${at} is at most the whole stake`, at);
  return factors;
}

function positionOf(value: unknown, at: string): FinishingPosition {
  const { rank, tied } = fieldsOf(value, at);
  return {
    rank: integerOf(rank, `${at}.rank`, 1, Number.MAX_SAFE_INTEGER),
    tied: isMissing(tied) ? 1 : integerOf(tied, `${at}.tied`, 1, Number.MAX_SAFE_INTEGER),
  };
}

function termsOf(value: unknown, at: string) {
  const { places, fraction } = fieldsOf(value, at);
  return {
    places: integerOf(places, `${at}.places`, 1, Number.MAX_SAFE_INTEGER),
    fraction: frac(fracOf(fraction, `${at}.fraction`, 1)),
  };
}

/** One entry per method, in the order in which the methods first appear: a market has one. */
function reductionsOf(value: unknown, at: string): readonly Reduction[] {
  const list = listOf(value, at);
  if (list.length > limits.reductionsPerLegMax)
    throw new Refusal(
      'INVALID_FORMAT',
      `a leg has at most ${limits.reductionsPerLegMax} reductions`,
      at,
    );
  const byMethod = new Map<ReductionMethod, number[]>();
  for (const [index, item] of list.entries()) {
    const where = `${at}[${index}]`;
    const { method, deductionPpm } = fieldsOf(item, where);
    const named = wordOf(method, `${where}.method`, methods);
    const ppm = integerOf(deductionPpm, `${where}.deductionPpm`, 0, 1_000_000);
    byMethod.set(named, [...(byMethod.get(named) ?? []), ppm]);
  }
  return [...byMethod].map(([method, deductionsPpm]) => ({ method, deductionsPpm }));
}
