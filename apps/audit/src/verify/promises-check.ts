import {
  betId,
  type BetAccepted,
  type BetCashedOut,
  type BetHeld,
  type BetQuoted,
  type CashOutQuoted,
} from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import type { BatchCheck, Report } from './batch-check';

/**
 * Quotes: a ticket's is live until one ticket takes it or it expires, in the first batch at its deadline, and what is
 * accepted under it has its odds and stakes. A cash-out's is paid as quoted, once, before it expires.
 */
export function promisesCheck(): BatchCheck {
  const promises = new Promises();
  return {
    take({ batch: { records, opening, baseOffset } }, report) {
      for (const { event, offset } of records) promises.take(event, offset, report);
      promises.expire(opening.decidedAtMs, baseOffset, report);
    },
  };
}

class Promises {
  readonly #quotes = new Map<string, BetQuoted>();
  /** Quotes that ended, with the ticket that took them; undefined: they expired. */
  readonly #ended = new Map<string, string | undefined>();
  readonly #cashOuts = new Map<string, CashOutQuoted>();
  /** Quotes named by held tickets, by ticket. */
  readonly #held = new Map<string, string>();

  take(event: DecisionEvent, offset: number, report: Report): void {
    const say = (detail: string) => report('promises', offset, detail);
    const { type } = event;
    if (type === 'BetQuoted') this.#quoted(event, say);
    else if (type === 'QuoteExpired') {
      if (!this.#quotes.delete(event.quoteId)) say(`${event.quoteId} expires and was not live`);
      this.#ended.set(event.quoteId, undefined);
    } else if (type === 'BetHeld') this.#hold(event);
    else if (type === 'BetRejected') this.#held.delete(event.ticketId);
    else if (type === 'BetAccepted') {
      this.#held.delete(event.ticketId);
      if (event.quoteId !== null) this.#accepted(event, event.quoteId, say);
    } else if (type === 'CashOutQuoted') this.#cashOuts.set(event.quoteId, event);
    else if (type === 'BetCashedOut') this.#cashedOut(event, say);
  }

  expire(decidedAtMs: number, offset: number, report: Report): void {
    const waiting = new Set(this.#held.values());
    for (const [id, { quoteExpiresAtMs }] of this.#quotes)
      if (quoteExpiresAtMs <= decidedAtMs && !waiting.has(id)) {
        report('promises', offset, `${id} was promised until ${quoteExpiresAtMs} and still lives`);
        this.#quotes.delete(id);
      }
  }

  #quoted(quoted: BetQuoted, say: (detail: string) => void): void {
    const { quoteId } = quoted;
    if (this.#quotes.has(quoteId) || this.#ended.has(quoteId)) say(`${quoteId} was quoted before`);
    this.#quotes.set(quoteId, quoted);
  }

  /** A held ticket that names a quote keeps it alive until it is decided. */
  #hold({ ticketId, command }: BetHeld): void {
    if (command.type === 'PlaceBets' && command.quoteId !== null)
      this.#held.set(ticketId, command.quoteId);
  }

  #accepted(accepted: BetAccepted, quoteId: string, say: (detail: string) => void): void {
    const { ticketId, bet, stake, legs, accountId } = accepted;
    const id = betId(ticketId, bet);
    const quoted = this.#quotes.get(quoteId);
    if (quoted === undefined) {
      // The first bet of a ticket ends the quote for all of them.
      if (this.#ended.get(quoteId) !== ticketId) say(`${id} takes ${quoteId}, which is not live`);
      return;
    }
    if (quoted.accountId !== accountId) say(`${id} takes the quote of ${quoted.accountId}`);
    const promised = quoted.bets[bet];
    if (promised?.stake !== stake) say(`${id} stakes ${stake}, quoted ${promised?.stake}`);
    const odds = legs.map((leg) => leg.odds).join(' ');
    const promisedOdds = promised?.odds.join(' ');
    if (odds !== promisedOdds) say(`${id} is at ${odds}, quoted ${promisedOdds}`);
    if (bet < quoted.bets.length - 1) return;
    this.#quotes.delete(quoteId);
    this.#ended.set(quoteId, ticketId);
  }

  #cashedOut(event: BetCashedOut, say: (detail: string) => void): void {
    const { quoteId, amount, toShareBps, accountId } = event;
    const id = betId(event.ticketId, event.bet);
    const quoted = this.#cashOuts.get(quoteId);
    if (quoted === undefined) return say(`${id} is cashed out at ${quoteId}, which nobody quoted`);
    this.#cashOuts.delete(quoteId);
    if (betId(quoted.ticketId, quoted.bet) !== id || quoted.accountId !== accountId)
      say(`${quoteId} was quoted for another bet than ${id}`);
    if (quoted.amount !== amount || quoted.toShareBps !== toShareBps)
      say(
        `${id} is paid ${amount} to ${toShareBps} bps, quoted ${quoted.amount} to ${quoted.toShareBps}`,
      );
  }
}
