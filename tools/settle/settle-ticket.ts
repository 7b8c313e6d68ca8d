import { betReturn, minus, plus, type Fraction, type LegReturn } from '@stakelog/domain';
import { decidedLeg, type DecidedLeg } from './decide-leg';
import { derivationOf, type Derivation } from './derivation';
import { paid, type Payment } from './payment';
import type { LegResult } from './read-legs';
import { selectionsOf, type StakedBet, type TicketToSettle } from './read-ticket';
import { Refusal } from './refusal';

/** A settled bet; money in minor units. What it pays may pass 2^53 where no maximum is given. */
export type SettledBet = {
  readonly bet: number;
  readonly lines: number;
  readonly stake: number;
  readonly return: bigint;
  readonly profit: bigint;
  readonly exactReturn: Fraction;
  readonly derivation: Derivation;
};

/** Settles every bet of a ticket with the engine's own arithmetic: one rounding per bet (domain.md §7.5). */
export function settledBets(
  { prices, bets }: TicketToSettle,
  results: readonly (LegResult | undefined)[],
  payment: Payment,
): readonly SettledBet[] {
  const placed = new Set(bets.flatMap((bet) => (bet.eachWay ? selectionsOf(bet.scheme) : [])));
  const legs = prices.map((price, selection) => {
    const result = results[selection];
    return result && decidedLeg(selection, price, result, placed.has(selection));
  });
  return bets.map((bet, index) => settledBet(index, bet, legs, payment));
}

function settledBet(
  index: number,
  bet: StakedBet,
  legs: readonly (DecidedLeg | undefined)[],
  payment: Payment,
): SettledBet {
  const used = selectionsOf(bet.scheme).map((selection) => givenLeg(legs[selection], selection));
  const returned = returnOf(bet, used, withStake);
  const kept = bet.funding === 'FREE_BET' ? returnOf(bet, used, stakeOnly) : undefined;
  const exact = kept === undefined ? returned : minus(returned, kept);
  const returns = paid(exact, payment);
  return {
    bet: index,
    lines: bet.lines,
    stake: bet.stake,
    return: returns,
    profit: returns - BigInt(bet.stake),
    exactReturn: exact,
    derivation: derivationOf(bet, used, exact, kept, payment),
  };
}

function givenLeg(leg: DecidedLeg | undefined, selection: number): DecidedLeg {
  if (leg !== undefined) return leg;
  throw new Refusal('LEG_MISSING', `a bet uses selection ${selection}, which has no leg`, 'legs');
}

function returnOf(
  bet: StakedBet,
  used: readonly DecidedLeg[],
  legReturn: (leg: DecidedLeg) => LegReturn,
): Fraction {
  const returns: LegReturn[] = [];
  for (const leg of used) returns[leg.selection] = legReturn(leg);
  const { stake, linesCharged, eachWay, scheme } = bet;
  return betReturn({ stake, lines: linesCharged, eachWay }, scheme, returns);
}

const withStake = ({ win, place }: DecidedLeg): LegReturn => ({
  win: win.multiplier,
  place: (place ?? win).multiplier,
});

/** What a free bet does not return: the stake of every line, so far as it won or is void (domain.md §7.7). */
const stakeOnly = ({ win, place = win }: DecidedLeg): LegReturn => ({
  win: plus(win.factors.win, win.factors.void),
  place: plus(place.factors.win, place.factors.void),
});
