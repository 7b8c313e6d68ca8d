import { betId, type BetAccepted } from '@stakelog/contracts';
import type { CountedBatch, CountedEvent, DecisionEvent } from '@stakelog/kafka';
import { countedBatches } from '../diff/counted-batches';
import { betEventsPartitions, type Recording } from '../walk/partition-walk';

export type Placed = { readonly counted: CountedEvent; readonly batch: CountedBatch };

/** The counted events that concern a bet, in order, and what its payout depends on beside them. */
export type BetLife = {
  readonly placed: readonly Placed[];
  /** Of a free bet: whether the token's stake is part of the return. */
  readonly stakeReturned: boolean;
};

/** Undefined where the log has no such ticket. A ticket's quote, holds and cash-out quotes belong to its bets. */
export async function betLife(
  recording: Pick<Recording, 'log' | 'codec' | 'eventEnds'>,
  ticket: string,
  bet: number,
): Promise<BetLife | undefined> {
  for (const partition of betEventsPartitions) {
    const end = recording.eventEnds.get(partition) ?? 0;
    const collector = new LifeCollector(ticket, bet);
    for await (const batch of countedBatches(recording, partition, end))
      for (const counted of batch.records) collector.take({ counted, batch });
    if (collector.placed.length > 0) return collector.life();
  }
  return undefined;
}

class LifeCollector {
  readonly placed: Placed[] = [];
  readonly #ticket: string;
  readonly #bet: number;
  readonly #quotes = new Map<string, Placed>();
  readonly #cashOutQuotes = new Set<string>();
  readonly #returning = new Set<string>();
  #accepted: BetAccepted | undefined;

  constructor(ticket: string, bet: number) {
    this.#ticket = ticket;
    this.#bet = bet;
  }

  take(placed: Placed): void {
    const { event } = placed.counted;
    if (event.type === 'FreeBetGranted' && event.stakeReturned)
      this.#returning.add(`${event.accountId}/${event.freeBetId}`);
    if (event.type === 'BetQuoted') this.#quotes.set(event.quoteId, placed);
    if (!this.#concerns(event)) return;
    if (event.type === 'CashOutQuoted') this.#cashOutQuotes.add(event.quoteId);
    if (event.type === 'BetAccepted') {
      this.#accepted = event;
      const quote = event.quoteId === null ? undefined : this.#quotes.get(event.quoteId);
      if (quote !== undefined) this.placed.unshift(quote);
    }
    this.placed.push(placed);
  }

  life(): BetLife {
    const { accountId, freeBetId } = this.#accepted ?? {};
    const stakeReturned = this.#returning.has(`${accountId}/${freeBetId}`);
    return { placed: this.placed, stakeReturned };
  }

  #concerns(event: DecisionEvent): boolean {
    if ('ticketId' in event)
      return event.ticketId === this.#ticket && (!('bet' in event) || event.bet === this.#bet);
    if (event.type === 'CashOutHeld') return this.#cashOutQuotes.has(event.quoteId);
    if (event.type !== 'CashOutRejected') return false;
    const isOurs = this.#accepted !== undefined && event.betId === this.#id(this.#accepted);
    return isOurs || (event.quoteId !== null && this.#cashOutQuotes.has(event.quoteId));
  }

  #id({ ticketId, bet }: BetAccepted): string {
    return betId(ticketId, bet);
  }
}
