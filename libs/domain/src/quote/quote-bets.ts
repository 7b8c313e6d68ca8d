import {
  limits,
  minorUnits,
  ticketId,
  utcMs,
  type BetQuoted,
  type PlaceBets,
  type QuoteBets,
  type QuotedBet,
  type QuotedLeg,
  type TicketBet,
} from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import { apportioned, legWeights } from '../bet/apportionment';
import { betTerms, potentialReturn } from '../bet/work-out-terms';
import { delayOf, firstLook } from '../bet/place-bets';
import { foundMarket, policyOf, seenLeg, usedPrice, type TicketCheck } from '../bet/ticket-check';
import { bodyCheck } from '../partition/body-check';
import type { Decision, PartitionState } from '../partition/partition-state';
import { totalStake } from '../ticket/bet-lines';

/**
 * Reserves odds, stakes and liability for a ticket, or says why not: with the first failing row's code, as a
 * ticket would be refused (domain.md §5, reserved quote).
 */
export function quoteBets(state: PartitionState, command: QuoteBets): readonly Decision[] {
  const look = firstLook(state, asTicket(command));
  if (look === undefined) return [commandRejected(command, 'ACCOUNT_UNKNOWN')];
  const [reason] = look.reasons;
  if (reason !== undefined) return [commandRejected(command, reason.code, reason.detail)];
  return hasTooMany(state, command)
    ? [commandRejected(command, 'QUOTE_LIMIT_REACHED')]
    : [quoted(look.check, command)];
}

/** Quotes whose time has come, by deadline, then id. */
export function dueQuotes({ quotes, decidedAtMs }: PartitionState): readonly Decision[] {
  return [...quotes.values()]
    .filter(({ expiresAtMs }) => expiresAtMs <= decidedAtMs)
    .toSorted(
      (one, other) =>
        one.expiresAtMs - other.expiresAtMs || (one.quoted.quoteId < other.quoted.quoteId ? -1 : 1),
    )
    .map(({ quoted: { accountId, quoteId } }) => ({ type: 'QuoteExpired', accountId, quoteId }));
}

/** The ticket that the quote is about; the quote's id stands for its own. */
const asTicket = (command: QuoteBets): PlaceBets => ({
  ...command,
  type: 'PlaceBets',
  ticketId: ticketId(command.quoteId),
  quoteId: null,
});

function hasTooMany({ quotes }: PartitionState, { accountId }: QuoteBets): boolean {
  let live = 0;
  for (const { quoted: known } of quotes.values()) if (known.accountId === accountId) live++;
  return live >= limits.quotesPerAccountMax;
}

function quoted(check: TicketCheck, command: QuoteBets): BetQuoted {
  const { state, place } = check;
  const { quoteTtlMs, policyVersion } = policyOf(check);
  return {
    type: 'BetQuoted',
    accountId: command.accountId,
    commandId: command.commandId,
    bodyCheck: bodyCheck(command),
    quoteId: command.quoteId,
    bets: place.bets.map((bet, index) => quotedBet(check, bet, index)),
    legs: place.selections.map((_, index) => quotedLeg(check, index)),
    ticketHash: command.bodyHash,
    quoteExpiresAtMs: utcMs(state.decidedAtMs + quoteTtlMs + delayOf(check).appliedMs),
    policyVersion,
    command,
  };
}

/** The liability is what the bet would add to its return, on each leg; none where the book cannot lose. */
function quotedBet(check: TicketCheck, bet: TicketBet, index: number): QuotedBet {
  const terms = betTerms(check, index);
  const odds = terms.prices.map((price) => price.odds);
  const stake = minorUnits(totalStake(bet));
  const cap = check.place.acceptPayoutCap ? terms.payoutCap : null;
  const liability = Math.max(0, potentialReturn(terms, stake, cap) - stake);
  const weights = legWeights(terms.scheme, odds);
  return { odds, stake, liability: apportioned(liability, weights).map(minorUnits) };
}

function quotedLeg(check: TicketCheck, index: number): QuotedLeg {
  const leg = seenLeg(check, index);
  const { at, fraction } = usedPrice(check, index);
  const { marketVersion } = foundMarket(leg);
  const scoreVersion = leg.fixture?.scoreVersion ?? null;
  return { at, marketVersion, scoreVersion, probPpb: null, fraction };
}
