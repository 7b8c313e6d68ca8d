import { decimalOdds } from '@stakelog/contracts';
import {
  betReturn,
  exactPrice,
  fraction,
  legMultiplier,
  placeOdds,
  schemeOf,
  zero,
  type Fraction,
} from '@stakelog/domain';
import type { BetLegView, BetView, LegResult } from './bet-view';

/** One part of a leg: what a unit on it returns, and how that came about. Fractions as text. */
type ExplainedPart = {
  readonly odds: string;
  readonly win: string;
  readonly void: string;
  readonly multiplier: string;
  readonly arithmetic: string;
};

/** A leg's derivation. Without a rule: not decided yet. */
export type ExplainedLeg = {
  readonly leg: number;
  readonly marketId: string;
  readonly outcomeId: string;
  readonly price: string;
  readonly rule?: string;
  /** The fact in force; missing: an operator's word, or no longer needed. */
  readonly cause?: string;
  readonly winPart?: ExplainedPart;
  readonly placePart?: ExplainedPart;
};

type Part = { readonly explained: ExplainedPart; readonly value: Fraction };

type Rational = { readonly num: number | string; readonly den: number | string };

/** How a bet's return came about, recomputed from what its settlement recorded (domain.md §7). */
export function explainedBet(view: BetView) {
  const { betId, status, kind, stake, lines, settlement, settlementVersion, asOf } = view;
  const legs = view.legs.map((leg) => ({ leg, parts: partsOf(leg) }));
  return {
    betId,
    status,
    kind,
    lines,
    unitStake: text(fraction(BigInt(stake), BigInt(lines))),
    settlementVersion,
    legs: legs.map(({ leg, parts }, index) => explainedLeg(leg, index, parts)),
    ...(settlement && { steps: stepsOf(view, settlement, legs) }),
    asOf,
  };
}

const exact = ({ num, den }: Rational): Fraction => fraction(BigInt(num), BigInt(den));
const text = ({ num, den }: Fraction): string => (den === 1n ? `${num}` : `${num}/${den}`);
const priceOf = ({ odds, fraction: quoted }: BetLegView): Fraction =>
  exactPrice(decimalOdds(odds), quoted ?? null);

type Parts = { readonly win: Part; readonly place: Part | undefined };

function partsOf(leg: BetLegView): Parts | undefined {
  const { result, placeTerms } = leg;
  if (result === undefined) return undefined;
  const odds = result.effectiveOdds === undefined ? priceOf(leg) : exact(result.effectiveOdds);
  const place =
    placeTerms === undefined
      ? undefined
      : partOf(result.place ?? result, placeOdds(odds, placeTerms.fraction));
  return { win: partOf(result, odds), place };
}

function partOf(factors: Pick<LegResult, 'win' | 'void'>, odds: Fraction): Part {
  const [win, refunded] = [exact(factors.win), exact(factors.void)];
  const value = legMultiplier({ win, void: refunded }, odds);
  const arithmetic = `${text(win)} × ${text(odds)} + ${text(refunded)} = ${text(value)}`;
  const explained = {
    odds: text(odds),
    win: text(win),
    void: text(refunded),
    multiplier: text(value),
    arithmetic,
  };
  return { explained, value };
}

function explainedLeg(leg: BetLegView, index: number, parts: Parts | undefined): ExplainedLeg {
  const { marketId, outcomeId, result } = leg;
  const taken = { leg: index, marketId, outcomeId, price: text(priceOf(leg)) };
  if (result === undefined || parts === undefined) return taken;
  return {
    ...taken,
    rule: result.rule,
    ...(result.cause !== undefined && { cause: result.cause }),
    winPart: parts.win.explained,
    ...(parts.place && { placePart: parts.place.explained }),
  };
}

/** From the legs to the payout: one line per step, in order. */
function stepsOf(
  view: BetView,
  settlement: NonNullable<BetView['settlement']>,
  legs: readonly { readonly parts: Parts | undefined }[],
): readonly string[] {
  const scheme = schemeOf(view, legs.length);
  const returns = legs.map(({ parts }) => ({
    win: parts?.win.value ?? zero,
    place: parts?.place?.value ?? zero,
  }));
  const gross = betReturn(view, scheme, returns);
  const recorded = exact(settlement.exactReturn);
  const { stake, lines, sizes, eachWay, maxPayout, cashedOutBps, rounding } = view;
  const folds = sizes.length > 0 ? ` over folds of ${sizes.join(', ')}` : '';
  const sides = eachWay ? ', win part and place part' : '';
  return [
    `${stake} / ${lines} lines × the sum of their products${folds}${sides} = ${text(gross)}`,
    ...(text(recorded) === text(gross) ? [] : [`without the promotional stake: ${text(recorded)}`]),
    ...(settlement.bonus > 0 ? [`of the payout the promotion pays ${settlement.bonus}`] : []),
    ...(maxPayout === undefined ? [] : [`at most ${maxPayout}`]),
    ...(cashedOutBps > 0 ? [`${cashedOutBps} of 10000 were cashed out before`] : []),
    `rounded once, ${rounding}: ${settlement.payout}`,
  ];
}
