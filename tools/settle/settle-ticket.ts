import { oddsMin, type DecimalOdds } from '@stakelog/contracts';
import { betPayout, wholeNumber, type Fraction, type PayingLeg } from '@stakelog/domain';
import { decidedLeg, type DecidedLeg } from './decide-leg';
import { derivationOf, type Derivation } from './derivation';
import type { LegResult } from './read-legs';
import type { StakedBet, TicketToSettle } from './read-ticket';
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

/** Settles every bet of a ticket as a partition would: the engine's payout, with one rounding per bet (domain.md §7.5). */
export function settledBets(
  { prices, bets }: TicketToSettle,
  results: readonly (LegResult | undefined)[],
): readonly SettledBet[] {
  const placed = new Set(
    bets.flatMap(({ accepted, selections }) => (accepted.eachWay ? selections : [])),
  );
  const legs = prices.map((price, selection) => {
    const result = results[selection];
    return result && decidedLeg(selection, price, result, placed.has(selection));
  });
  return bets.map((bet, index) => settledBet(index, bet, legs));
}

const whole = { cashedBps: 0, stakeReturned: false };

function settledBet(
  index: number,
  bet: StakedBet,
  legs: readonly (DecidedLeg | undefined)[],
): SettledBet {
  const { accepted, selections } = bet;
  const used = selections.map((selection) => givenLeg(legs[selection], selection));
  const { exact, paid } = betPayout(accepted, used.map(payingLeg), whole);
  // The engine's own maximum is what a safe integer holds. Where the line names none, there is none.
  const isUncapped = accepted.maxPayout === null && paid === Number.MAX_SAFE_INTEGER;
  const returns = isUncapped ? wholeNumber(exact, accepted.rounding) : BigInt(paid);
  return {
    bet: index,
    lines: bet.lines,
    stake: accepted.stake,
    return: returns,
    profit: returns - BigInt(accepted.stake),
    exactReturn: exact,
    derivation: derivationOf(bet, used, exact),
  };
}

function givenLeg(leg: DecidedLeg | undefined, selection: number): DecidedLeg {
  if (leg !== undefined) return leg;
  throw new Refusal('LEG_MISSING', `a bet uses selection ${selection}, which has no leg`, 'legs');
}

const payingLeg = ({ win, place }: DecidedLeg): PayingLeg => ({
  leg: noBonus,
  factors: win.factors,
  place: place?.factors ?? null,
  returns: { win: win.multiplier, place: (place ?? win).multiplier },
});

/** Odds matter to bonus lines alone, which the terms of a promotion name and a ticket does not. */
const noBonus: { readonly odds: DecimalOdds } = { odds: oddsMin as DecimalOdds };
