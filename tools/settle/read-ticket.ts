import { decimalOdds, limits, oddsMax, oddsMin, words } from '@stakelog/contracts';
import type { BetPosition, Funding } from '@stakelog/contracts';
import { exactPrice, frac, type Fraction, type Scheme } from '@stakelog/domain';
import { Refusal } from './refusal';
import { combinationsOf, schemeOfBet } from './read-scheme';
import { fieldsOf, flagOf, fracOf, integerOf, isMissing, listOf, wordOf } from './read-values';

/** One stake instruction with its money worked out; amounts in minor units. */
export type StakedBet = {
  readonly scheme: Scheme;
  readonly eachWay: boolean;
  readonly funding: Funding;
  readonly combinations: number;
  /** What the ticket states, combinations or each-way twice that; where it states none, the lines charged. */
  readonly lines: number;
  /** Each-way counts twice. */
  readonly linesCharged: number;
  /** Of the whole bet. */
  readonly stake: number;
};

/** What settling needs of a ticket: the exact decimal price of each selection, and the bets. */
export type TicketToSettle = {
  readonly prices: readonly Fraction[];
  readonly bets: readonly StakedBet[];
};

/** Reads the PlaceBets of domain.md §4.1. What does not bear on money (ids, versions, policies) is not looked at. */
export function ticketOf(value: unknown): TicketToSettle {
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
    bets: bets.map((bet, index) => betOf(bet, `ticket.bets[${index}]`, selections.length)),
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

function betOf(value: unknown, at: string, selections: number): StakedBet {
  const bet = fieldsOf(value, at);
  const scheme = schemeOfBet(bet, at, selections);
  const combinations = combinationsOf(scheme, at);
  const eachWay = flagOf(bet['eachWay'], `${at}.eachWay`);
  const linesCharged = eachWay ? 2 * combinations : combinations;
  const { lines, stakeMode, funding } = bet;
  if (!isMissing(lines) && lines !== combinations && lines !== linesCharged)
    throw new Refusal(
      'LINES_MISMATCH',
      `the bet has ${combinations} combinations`,
      `${at}.lines`,
      combinations,
    );
  const stated = integerOf(bet['stake'], `${at}.stake`, 1, Number.MAX_SAFE_INTEGER);
  const mode = isMissing(stakeMode)
    ? 'UNIT'
    : wordOf(stakeMode, `${at}.stakeMode`, words['stake-mode']);
  const stake = mode === 'UNIT' ? stated * linesCharged : stated;
  if (!Number.isSafeInteger(stake))
    throw new Refusal(
      'INVALID_FORMAT',
      'the stake of the whole bet is above 2^53 − 1',
      `${at}.stake`,
    );
  return {
    scheme,
    eachWay,
    funding: isMissing(funding) ? 'CASH' : wordOf(funding, `${at}.funding`, words.funding),
    combinations,
    lines: isMissing(lines) ? linesCharged : lines,
    linesCharged,
    stake,
  };
}

/** The selections that a bet's positions name, each once. */
export const selectionsOf = ({ positions }: { readonly positions: readonly BetPosition[] }) =>
  positions.flatMap(({ selections }) => selections);
