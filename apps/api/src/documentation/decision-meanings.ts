import type { CashOutCode, CommandCode, RejectCode } from '@stakelog/contracts';

/** What a code means, and what would work. */
export type Meaning = { readonly meaning: string; readonly remedy: string };

export type DecisionCode = RejectCode | CommandCode | CashOutCode;

const said = (meaning: string, remedy: string): Meaning => ({ meaning, remedy });

const support = 'Ask support; repeating changes nothing.';
const newer = 'Read the market again and send a new ticket under a new key.';

/** Every code of a decision that refuses, for its page. */
export const decisionMeanings: Readonly<Record<DecisionCode, Meaning>> = {
  INVALID_FORMAT: said(
    'The ticket breaks a rule of form.',
    'Correct the part named in the detail.',
  ),
  IDEMPOTENCY_CONFLICT: said(
    'The key was used with another body.',
    'Use a new key for another request.',
  ),
  REQUEST_STALE: said(
    'The request came to its decision too late.',
    'Send it again under a new key.',
  ),
  REQUEST_IN_FUTURE: said(
    'requestedAtMs lies ahead of the engine.',
    'Correct your clock or leave the field out.',
  ),
  ACCOUNT_UNKNOWN: said('There is no account for this token.', 'Open one with POST /v1/accounts.'),
  ACCOUNT_EXISTS: said('The account is open already.', 'Go on with it.'),
  SELF_EXCLUDED: said(
    'The account is excluded from betting.',
    'The exclusion ends at its time, not before.',
  ),
  TIME_OUT: said('The account takes a time-out.', 'Wait until it ends.'),
  ACCOUNT_BLOCKED: said('The account is suspended or closed.', support),
  VERIFICATION_REQUIRED: said('The identity is not verified.', 'Finish the verification.'),
  LOCATION_NOT_ALLOWED: said(
    'Betting is not allowed where you are.',
    'Try again from an allowed place.',
  ),
  SESSION_LIMIT_REACHED: said(
    'The session limit you set is reached, or no session runs.',
    'Start a session, or take a break; a higher limit counts a day later.',
  ),
  STAKE_LIMIT_REACHED: said(
    'The stake limit you set is reached.',
    'Stake what the detail says, or wait for the next period.',
  ),
  LOSS_LIMIT_REACHED: said('The loss limit you set is reached.', 'Wait for the next period.'),
  DEPOSIT_LIMIT_REACHED: said(
    'The deposit limit you set is reached.',
    'Deposit what the detail says, or wait.',
  ),
  TOO_MANY_BETS: said('A ticket holds at most 50 bets.', 'Split it.'),
  TOO_MANY_LEGS: said(
    'A bet has at most 63 legs, a system at most 30 positions.',
    'Leave selections out.',
  ),
  TOO_MANY_LINES: said(
    'A bet has at most 20 000 lines, and 512 combinations of alternatives.',
    'Take fewer selections, sizes or alternatives.',
  ),
  LINES_MISMATCH: said(
    'The lines you state are not what the positions and sizes give.',
    'Send the number in the detail, or correct the bet.',
  ),
  MARKET_UNKNOWN: said('No market of this id is known.', 'Look it up in GET /v1/fixtures.'),
  OUTCOME_UNKNOWN: said('The market has no such outcome.', newer),
  BET_TYPE_NOT_ALLOWED: said(
    'The market does not take this kind of bet: each-way without place terms, a singles-only market in a multiple, or fundings mixed on one ticket.',
    'Place what the detail names as a single, win only, or on a ticket of its own.',
  ),
  RELATED_SELECTIONS: said(
    'Two selections of one bet depend on each other, so their odds may not be multiplied; the detail names the pair.',
    'Place them as separate bets, or as alternatives of one position.',
  ),
  FEED_DOWN: said(
    'The source of this market is silent, so it counts as suspended.',
    'Try again shortly.',
  ),
  MARKET_CLOSED: said('The market is closed.', 'Choose another market.'),
  MARKET_SUSPENDED: said('The market is suspended.', 'Try again when it is open.'),
  OUTCOME_INACTIVE: said('The outcome cannot be bet on now.', newer),
  MARKET_CHANGED: said(
    'The market has another version than the one you stated, were held or were quoted at.',
    newer,
  ),
  SCORE_CHANGED: said(
    'The score changed while the bet was held, or since the cash-out was quoted.',
    'Ask again, under a new key.',
  ),
  ODDS_CHANGED: said(
    'The price moved further than your policy takes.',
    'Take the odds of the alternative, under a new key.',
  ),
  STAKE_BELOW_MIN: said('The stake is below the smallest one.', 'Stake what the alternative says.'),
  STAKE_ABOVE_MAX: said('The stake is above the largest one.', 'Stake what the alternative says.'),
  PAYOUT_ABOVE_MAX: said(
    'The return would pass the ceiling.',
    'Stake less, or set acceptPayoutCap.',
  ),
  BETTOR_LIMIT: said(
    'The stake is above what this account may stake here.',
    'Stake what the alternative says.',
  ),
  LIABILITY_EXCEEDED: said(
    'The market takes no more risk of this size.',
    'Stake what the alternative says.',
  ),
  FREE_BET_INVALID: said(
    'The free bet is unknown, used or expired, or its amount is not the stake.',
    'Look at freeBets in GET /v1/account.',
  ),
  INSUFFICIENT_FUNDS: said(
    'The account has less than the amount.',
    'Deposit, or take a smaller amount.',
  ),
  BALANCE_LIMIT_REACHED: said(
    'The balance would pass what can be counted.',
    'Use a smaller amount.',
  ),
  WITHDRAWAL_UNKNOWN: said('No open withdrawal of this id and amount.', 'Read the statement.'),
  WITHDRAWAL_EXISTS: said('A withdrawal of this id is there already.', 'Read the statement.'),
  QUOTE_LIMIT_REACHED: said('Three quotes are open already.', 'Use one, or let one expire.'),
  LIMIT_INVALID: said(
    'The limit, or the end of the exclusion, is out of range.',
    'Choose what the detail allows.',
  ),
  LIMIT_NOT_SCHEDULED: said(
    'No increase of this amount waits for a confirmation now.',
    'Set the limit first; confirm it from the time in GET /v1/limits, within 7 days.',
  ),
  EXCLUSION_IN_FORCE: said(
    'A longer exclusion is in force; nothing shortens it.',
    'It ends at its time.',
  ),
  SESSION_UNKNOWN: said('No such session runs.', 'Start one.'),
  SESSION_RUNNING: said('A session runs already.', 'End it first.'),
  BET_UNKNOWN: said('The account has no such bet.', 'Look it up in GET /v1/bets.'),
  LEG_UNKNOWN: said('The bet has no such leg.', 'Count from 0.'),
  NOT_SUPPORTED: said('This build does not do that yet.', support),
  BET_NOT_OPEN: said('The bet is settled or cashed out.', 'Nothing is left to cash out.'),
  CASHOUT_NOT_OFFERED: said(
    'This bet cannot be cashed out: no probability is known for a leg, the market does not offer it, or the stake was a free bet.',
    'Wait for its result.',
  ),
  SHARE_INVALID: said(
    'The share is not above the one cashed out already, or leaves less than the smallest stake.',
    'Shares are cumulative, up to 10 000, which is all of it.',
  ),
  CASHOUT_SUSPENDED: said('Cash-out is suspended on a market of the bet.', 'Try again shortly.'),
  QUOTE_UNKNOWN: said('No quote of this id is open.', 'Ask for a new one.'),
  QUOTE_EXPIRED: said('The quote has expired.', 'Ask for a new one.'),
  VALUE_TOO_LOW: said('The bet is worth too little to cash out.', 'Wait for its result.'),
};
