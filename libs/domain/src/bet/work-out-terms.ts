import {
  defined,
  type AccumulatorBonus,
  type MinorUnits,
  type PlaceTerms,
  type TicketBet,
} from '@stakelog/contracts';
import { accumulatorBonus } from '../settlement/bonus';
import { betReturn } from '../settlement/bet-return';
import { won } from '../settlement/factors';
import { exactPrice, minus, one, plus, type Fraction } from '../settlement/fraction';
import { singlePayout } from '../settlement/payout';
import { placeOdds } from '../settlement/place-odds';
import { chargedLines, isPlainSingle, legScheme } from '../ticket/bet-lines';
import { betBounds, payoutCap } from './bet-bounds';
import type { BetTerms } from './bet-terms';
import { policyOf, seenLeg, usedPrice, type TicketCheck } from './ticket-check';
import type { UsablePrice } from './usable-price';

/** Of the ticket's bet at this index, worked out once: they do not depend on its stake. */
export const betTerms = (check: TicketCheck, index: number): BetTerms =>
  (check.terms[index] ??= workedOut(
    check,
    defined(check.place.bets[index], 'a bet of the ticket'),
  ));

function workedOut(check: TicketCheck, bet: TicketBet): BetTerms {
  const { legs, scheme } = legScheme(bet);
  const prices = legs.map((index) => usedPrice(check, index));
  const lines = chargedLines(bet);
  const bonusTerms = bonusTermsOf(check, bet, prices);
  const perUnit = returnPerUnit(check, bet, { legs, prices, scheme, lines, bonusTerms });
  const bounds = betBounds(check, legs);
  return {
    legs,
    prices,
    scheme,
    lines,
    bonusTerms,
    returnPerUnit: perUnit,
    bounds,
    payoutCap: payoutCap(check, bounds),
  };
}

/** The return of the bet with this stake if every leg wins, at most `cap`; in minor units. */
export const potentialReturn = (
  { returnPerUnit: perUnit }: BetTerms,
  stake: MinorUnits,
  cap: MinorUnits | null,
): MinorUnits => singlePayout(stake, perUnit, cap, 'HALF_UP');

function returnPerUnit(
  check: TicketCheck,
  bet: TicketBet,
  {
    legs,
    prices,
    scheme,
    lines,
    bonusTerms,
  }: Omit<BetTerms, 'returnPerUnit' | 'bounds' | 'payoutCap'>,
): Fraction {
  const [first] = prices;
  const gross =
    isPlainSingle(bet) && !bet.eachWay && first !== undefined
      ? exactPrice(first.odds, first.fraction)
      : betReturn(
          { stake: 1, lines, eachWay: bet.eachWay },
          scheme,
          prices.map((price, leg) => {
            const win = exactPrice(price.odds, price.fraction);
            const { fraction } = placeTermsOf(check, legs[leg] ?? 0) ?? noPlace;
            return { win, place: placeOdds(win, fraction) };
          }),
        );
  if (isStakeKept(check, bet)) return minus(gross, one);
  if (bonusTerms.length === 0) return gross;
  const winning = prices.map(({ odds }) => ({ leg: { odds }, factors: won }));
  return plus(gross, accumulatorBonus(bonusTerms, winning, 1, gross));
}

const noPlace: PlaceTerms = { places: 0, fraction: { num: 0, den: 1 } };

/** What a place pays on the market of a selection; row 16 refused an each-way bet where it pays none. */
export const placeTermsOf = (check: TicketCheck, index: number): PlaceTerms | null =>
  seenLeg(check, index).market?.definition?.placeTerms ?? null;

const noTerms: readonly AccumulatorBonus[] = [];

/** A token whose stake is not part of the return. */
const isStakeKept = ({ account }: TicketCheck, { funding, freeBetId }: TicketBet): boolean =>
  funding === 'FREE_BET' && account.freeBets.get(freeBetId ?? '')?.stakeReturned !== true;

/** The bonus lines that a multiple in cash can reach: those whose number of legs it has at odds that count. */
function bonusTermsOf(
  check: TicketCheck,
  { kind, funding, positions }: TicketBet,
  prices: readonly UsablePrice[],
): readonly AccumulatorBonus[] {
  const isAccumulator =
    kind === 'MULTIPLE' && positions.every(({ selections }) => selections.length === 1);
  if (!isAccumulator || funding !== 'CASH') return noTerms;
  return policyOf(check).accumulatorBonuses.filter(
    ({ legsMin, legOddsMin }) =>
      prices.filter(({ odds }) => odds >= (legOddsMin ?? 0)).length >= legsMin,
  );
}
