import type {
  AccumulatorBonus,
  BetAccepted,
  BetSettled,
  Leg,
  SettledLeg,
} from '@stakelog/contracts';
import {
  exactOf,
  isAbove,
  minus,
  nought,
  plus,
  reduced,
  same,
  times,
  unit,
  whole,
  type Exact,
} from './exact';
import { schemeSums, schemeWritten, type WrittenScheme } from './lines';

/** What a payout depends on of a leg. */
export type LegTerms = Pick<Leg, 'odds' | 'fraction' | 'placeTerms'>;

/** What a payout depends on of a bet as it was accepted. */
export type BetTerms = Pick<
  BetAccepted,
  | 'bonusTerms'
  | 'eachWay'
  | 'funding'
  | 'kind'
  | 'lines'
  | 'maxPayout'
  | 'positions'
  | 'rounding'
  | 'sizes'
  | 'stake'
> & { readonly legs: readonly LegTerms[] };

const none: readonly never[] = [];

/** No more of a bet than that: an audit keeps every bet of a partition. */
export function termsOf(accepted: BetAccepted): BetTerms {
  const { bonusTerms, eachWay, funding, kind, lines, maxPayout, rounding, sizes, stake } = accepted;
  return {
    bonusTerms: bonusTerms.length === 0 ? none : bonusTerms,
    eachWay,
    funding,
    kind,
    lines,
    maxPayout,
    positions: kind === 'SINGLE' && isOneLeg(accepted) ? none : accepted.positions,
    rounding,
    sizes: sizes.length === 0 ? none : sizes,
    stake,
    legs: accepted.legs.map(({ odds, fraction, placeTerms }) => ({ odds, fraction, placeTerms })),
  };
}

/** No positions mean one for each leg. */
const isOneLeg = ({ positions, legs }: BetAccepted) =>
  legs.length === 1 && positions.length === 1 && positions[0]?.selections.length === 1;

/** What else a payout depends on, from the log before the settlement. */
export type PayoutTerms = {
  /** Cashed out before, in ten-thousandths. */
  readonly cashedBps: number;
  /** A free bet whose stake is part of the return. */
  readonly stakeReturned: boolean;
};

/** One part of a bet, win or place: what each leg is worth, and what the scheme makes of it. */
export type Part = {
  readonly name: 'win' | 'place';
  readonly legs: readonly Exact[];
  readonly sums: ReturnType<typeof schemeSums>;
};

/** A payout worked out again from the factors of its legs (domain.md §6, §7), each step of it. */
export type WorkedOut = {
  readonly scheme: WrittenScheme;
  /** Per line, in minor units. */
  readonly unitStake: Exact;
  readonly parts: readonly Part[];
  /** Of a free bet, the stake's share of the return, which is not paid. */
  readonly stakeShare: Exact | undefined;
  /** The return before bonus and cap, in minor units. */
  readonly exact: Exact;
  readonly bonusBps: number;
  readonly bonusExact: Exact;
  readonly capped: boolean;
  /** All lines of a free bet are void: its token goes back, nothing is paid. */
  readonly restored: boolean;
  readonly payout: bigint;
  readonly bonus: bigint;
};

/** The price taken: 1 + the quoted fraction, else odds / 10 000. */
export const priceOf = ({ odds, fraction }: Pick<Leg, 'odds' | 'fraction'>): Exact =>
  fraction === null ? reduced(BigInt(odds), 10_000n) : plus(unit, exactOf(fraction));

export const oddsInForce = (leg: LegTerms, settled: SettledLeg): Exact =>
  settled.effectiveOdds === null ? priceOf(leg) : exactOf(settled.effectiveOdds);

/** Reduction first, then the place fraction: 1 + (o' − 1)·f. */
export const placePrice = (leg: LegTerms, odds: Exact): Exact =>
  leg.placeTerms === null
    ? nought
    : plus(unit, times(minus(odds, unit), exactOf(leg.placeTerms.fraction)));

type Shares = { readonly win: Exact; readonly void: Exact };

function sharesOf(settled: SettledLeg, part: 'win' | 'place'): Shares {
  const of = part === 'win' ? settled : (settled.place ?? settled);
  return { win: exactOf(of.win), void: exactOf(of.void) };
}

function multiplier(leg: LegTerms, settled: SettledLeg, part: 'win' | 'place'): Exact {
  const shares = sharesOf(settled, part);
  const odds = oddsInForce(leg, settled);
  return plus(times(shares.win, part === 'win' ? odds : placePrice(leg, odds)), shares.void);
}

type Pair = { readonly leg: LegTerms; readonly settled: SettledLeg };

const pairsOf = (accepted: BetTerms, settled: readonly SettledLeg[]): readonly Pair[] =>
  accepted.legs.flatMap((leg, index) => {
    const of = settled[index];
    return of === undefined ? [] : [{ leg, settled: of }];
  });

/** BigInt, since the products are long. */
export function workedOut(
  accepted: BetTerms,
  { legs }: Pick<BetSettled, 'legs'>,
  terms: PayoutTerms,
): WorkedOut {
  const pairs = pairsOf(accepted, legs);
  const scheme = schemeWritten(accepted, accepted.legs.length);
  const unitStake = reduced(BigInt(accepted.stake), BigInt(accepted.lines));
  const partsOf = (worth: (pair: Pair, part: 'win' | 'place') => Exact): readonly Part[] =>
    (accepted.eachWay ? (['win', 'place'] as const) : (['win'] as const)).map((name) => {
      const each = pairs.map((pair) => worth(pair, name));
      return { name, legs: each, sums: schemeSums(scheme, each) };
    });
  const total = (parts: readonly Part[]) =>
    times(unitStake, parts.map(({ sums }) => sums.total).reduce(plus, nought));

  const parts = partsOf(({ leg, settled }, name) => multiplier(leg, settled, name));
  const isNet = accepted.funding === 'FREE_BET' && !terms.stakeReturned;
  const stakeShare = isNet ? total(partsOf(({ settled }, name) => kept(settled, name))) : undefined;
  const exact = minus(total(parts), stakeShare ?? nought);
  return { scheme, unitStake, parts, stakeShare, exact, ...paidOut(accepted, pairs, exact, terms) };
}

/** What wins or is refunded: in place of the multiplier, the stake's own share. */
function kept(settled: SettledLeg, part: 'win' | 'place'): Exact {
  const shares = sharesOf(settled, part);
  return plus(shares.win, shares.void);
}

/** From the exact return to what is paid: bonus, cap, the share that is not cashed out, one rounding. */
function paidOut(
  { bonusTerms, maxPayout, stake, funding, rounding }: BetTerms,
  pairs: readonly Pair[],
  exact: Exact,
  { cashedBps }: PayoutTerms,
) {
  const bonusBps = bonusRate(bonusTerms, pairs);
  const winnings = minus(exact, whole(stake));
  const bonusExact =
    winnings.num > 0n ? times(winnings, reduced(BigInt(bonusBps), 10_000n)) : nought;
  const cap = maxPayout === null ? undefined : whole(maxPayout);
  const left = reduced(BigInt(10_000 - cashedBps), 10_000n);
  const pays = (amount: Exact) =>
    rounded(times(cap !== undefined && isAbove(amount, cap) ? cap : amount, left), rounding);
  const all = plus(exact, bonusExact);
  const restored =
    funding === 'FREE_BET' && pairs.every(({ settled }) => isVoidThroughout(settled));
  const payout = restored ? 0n : pays(all);
  const bonus = restored ? 0n : payout - pays(exact);
  const capped = cap !== undefined && isAbove(all, cap);
  return { bonusBps, bonusExact, capped, restored, payout, bonus };
}

/** The largest rate whose number of winning legs, at odds that count, is reached (domain.md §7.8). */
function bonusRate(terms: readonly AccumulatorBonus[], legs: readonly Pair[]): number {
  const reached = terms.filter(({ legsMin, legOddsMin }) => {
    const winning = legs.filter(
      ({ leg, settled }) => same(exactOf(settled.win), unit) && leg.odds >= (legOddsMin ?? 0),
    );
    return winning.length >= legsMin;
  });
  return Math.max(0, ...reached.map(({ bonusBps }) => bonusBps));
}

const isVoidThroughout = (settled: SettledLeg): boolean =>
  [settled, settled.place ?? settled].every(
    (of) => same(exactOf(of.void), unit) && of.win.num === 0,
  );

const rounded = ({ num, den }: Exact, mode: 'HALF_UP' | 'DOWN'): bigint =>
  mode === 'DOWN' ? num / den : (2n * num + den) / (2n * den);

/** Whether the recorded settlement is what its legs make of the bet. */
export const agrees = (out: WorkedOut, settled: BetSettled): boolean =>
  same(out.exact, exactOf(settled.exactReturn)) &&
  out.payout === BigInt(settled.payout) &&
  out.bonus === BigInt(settled.bonus);
