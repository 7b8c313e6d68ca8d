import { decimalOdds, limits, minorUnits, oddsMax, oddsMin, words } from '@stakelog/contracts';
import type { TicketBet } from '@stakelog/contracts';
import {
  chargedLines,
  exactPrice,
  frac,
  legScheme,
  totalStake,
  type Fraction,
  type PaidBet,
} from '@stakelog/domain';
import { Refusal } from './refusal';
import { combinationsOf, shapeOf } from './read-scheme';
import { fieldsOf, flagOf, fracOf, integerOf, isMissing, listOf, wordOf } from './read-values';

/** One stake instruction with its money worked out; amounts in minor units. */
export type StakedBet = {
  /** As the log would have it: its positions name its own legs, each-way counts its lines twice. */
  readonly accepted: PaidBet;
  /** Which selection each leg is. */
  readonly selections: readonly number[];
  readonly combinations: number;
  /** What the ticket states, combinations or each-way twice that; where it states none, the lines charged. */
  readonly lines: number;
};

/** How an exact return becomes money; the maximum in minor units, null where there is none. */
export type Payment = Pick<PaidBet, 'rounding' | 'maxPayout'>;

/** What settling needs of a ticket: the exact decimal price of each selection, and the bets. */
export type TicketToSettle = {
  readonly prices: readonly Fraction[];
  readonly bets: readonly StakedBet[];
};

/** Reads the PlaceBets of domain.md §4.1. What does not bear on money (ids, versions, policies) is not looked at. */
export function ticketOf(value: unknown, payment: Payment): TicketToSettle {
  const ticket = fieldsOf(value, 'ticket');
  const selections = listOf(ticket['selections'], 'ticket.selections');
  if (selections.length > limits.selectionsPerTicketMax)
    throw new Refusal(
      'TOO_MANY_LEGS',
      `a ticket has at most ${limits.selectionsPerTicketMax} selections`,
      'ticket.selections',
    );
  const bets = listOf(ticket['bets'], 'ticket.bets');
  if (bets.length > limits.betsPerTicketMax)
    throw new Refusal(
      'TOO_MANY_BETS',
      `a ticket has at most ${limits.betsPerTicketMax} bets`,
      'ticket.bets',
    );
  if (selections.length === 0 || bets.length === 0)
    throw new Refusal('INVALID_FORMAT', 'a ticket has a selection and a bet', 'ticket');
  return {
    prices: selections.map((selection, index) => priceOf(selection, index)),
    bets: bets.map((bet, index) => betOf(bet, `ticket.bets[${index}]`, selections.length, payment)),
  };
}

/** 1 + num/den where the price is fractional, else odds / 10 000. The odds may be missing beside a fraction. */
function priceOf(value: unknown, index: number): Fraction {
  const at = `ticket.selections[${index}]`;
  const { odds, fraction: quoted } = fieldsOf(value, at);
  const stated =
    isMissing(odds) && !isMissing(quoted)
      ? oddsMin
      : integerOf(odds, `${at}.odds`, oddsMin, oddsMax);
  const fractional = isMissing(quoted) ? null : frac(fracOf(quoted, `${at}.fraction`, 1));
  return exactPrice(decimalOdds(stated), fractional);
}

function betOf(value: unknown, at: string, count: number, payment: Payment): StakedBet {
  const fields = fieldsOf(value, at);
  const { lines, stakeMode, funding } = fields;
  const bet: TicketBet = {
    ...shapeOf(fields, at, count),
    eachWay: flagOf(fields['eachWay'], `${at}.eachWay`),
    stake: minorUnits(integerOf(fields['stake'], `${at}.stake`, 1, Number.MAX_SAFE_INTEGER)),
    stakeMode: isMissing(stakeMode)
      ? 'UNIT'
      : wordOf(stakeMode, `${at}.stakeMode`, words['stake-mode']),
    lines: 0,
    funding: isMissing(funding) ? 'CASH' : wordOf(funding, `${at}.funding`, words.funding),
    freeBetId: null,
  };
  const combinations = combinationsOf(bet, at);
  const charged = chargedLines(bet);
  if (!isMissing(lines) && lines !== combinations && lines !== charged)
    throw new Refusal(
      'LINES_MISMATCH',
      `the bet has ${combinations} combinations`,
      `${at}.lines`,
      combinations,
    );
  const stake = totalStake(bet);
  if (!Number.isSafeInteger(stake))
    throw new Refusal('INVALID_FORMAT', 'the whole stake is above 2^53 − 1', `${at}.stake`);
  const { legs, scheme } = legScheme(bet);
  return {
    accepted: {
      ...bet,
      ...payment,
      positions: scheme.positions,
      lines: charged,
      stake: minorUnits(stake),
      bonusTerms: [],
    },
    selections: legs,
    combinations,
    lines: isMissing(lines) ? charged : lines,
  };
}
