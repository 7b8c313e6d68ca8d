import {
  assert,
  defined,
  type BetHeld,
  type BetQuoted,
  type PlaceBets,
  type QuoteBets,
  type QuoteExpired,
} from '@stakelog/contracts';
import { legExposures, type LegExposure } from '../bet/exposure';
import { moveExposures } from '../bet/move-exposures';
import type { UsablePrice } from '../bet/usable-price';
import type { PartitionState } from '../partition/partition-state';
import { legScheme } from '../ticket/bet-lines';
import { liveQuote } from './take-quote';

/** A quote reserves its liability, as if its bets were open. */
export function openQuote(state: PartitionState, quoted: BetQuoted): void {
  const { command } = quoted;
  assert(command?.type === 'QuoteBets', 'a quote keeps the ticket it is for');
  const exposed = command.bets.flatMap((_, index) => reserved(state, quoted, command, index));
  moveExposures(state, exposed, 1);
  state.quotes.set(quoted.quoteId, {
    quoted,
    command,
    prices: pricesOf(quoted, command),
    expiresAtMs: quoted.quoteExpiresAtMs,
    heldBy: undefined,
    exposed,
  });
}

/** A quote that was not used releases its liability. */
export function expireQuote(state: PartitionState, { quoteId }: QuoteExpired): void {
  endQuote(state, quoteId);
}

/** A quote ends: nothing where its ticket has several bets, of which the first ended it. */
export function endQuote(state: PartitionState, quoteId: string): void {
  const quote = state.quotes.get(quoteId);
  if (quote === undefined) return;
  moveExposures(state, quote.exposed, -1);
  state.quotes.delete(quoteId);
}

/** A held ticket that takes a quote keeps it alive until the ticket is decided. */
export function holdQuote(state: PartitionState, { legs, deadlineMs }: BetHeld, place: PlaceBets) {
  const versions = legs.map(({ marketVersion }) => marketVersion);
  const quote = liveQuote(state, place, undefined, versions);
  if (quote === undefined) return;
  const { quoteId } = quote.quoted;
  state.quotes.set(quoteId, { ...quote, heldBy: place.ticketId, expiresAtMs: deadlineMs });
}

function reserved(
  state: PartitionState,
  { accountId, policyVersion, bets }: BetQuoted,
  { selections, bets: tickets }: QuoteBets,
  index: number,
): readonly LegExposure[] {
  const { odds, stake, liability } = defined(bets[index], 'every bet is quoted');
  const { legs, scheme } = legScheme(defined(tickets[index], 'a quote is of its bets'));
  const potentialReturn = liability.reduce((sum, part) => sum + part, stake as number);
  const exposedLegs = legs.map((selection, leg) => {
    const { marketId, outcomeId } = defined(selections[selection], 'a leg is of the ticket');
    return { marketId, outcomeId, odds: defined(odds[leg], 'every leg has its odds') };
  });
  const whole = state.exposureShare({ accountId, policyVersion, stake, potentialReturn });
  return legExposures(scheme, exposedLegs, whole);
}

/** By selection, from the bets that use it. */
function pricesOf({ bets, legs }: BetQuoted, command: QuoteBets): ReadonlyMap<number, UsablePrice> {
  const prices = new Map<number, UsablePrice>();
  for (const [index, bet] of command.bets.entries())
    for (const [leg, selection] of legScheme(bet).legs.entries()) {
      const { at, fraction } = defined(legs[selection], 'every selection is quoted');
      const odds = defined(bets[index]?.odds[leg], 'every leg has its odds');
      prices.set(selection, { odds, fraction, at });
    }
  return prices;
}
