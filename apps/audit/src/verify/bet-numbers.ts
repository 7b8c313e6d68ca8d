import { betId, type TicketId } from '@stakelog/contracts';
import type { CountedEvent, DecisionEvent } from '@stakelog/kafka';

/** Of an event that is about no one bet. */
const NONE = -1;

/**
 * Every bet of a partition has a number, from 0 in the order in which it is met, so that each check keeps what it
 * knows of bets in an array: making a bet's id and finding it costs more than most of what is checked.
 */
export class BetNumbers {
  readonly #numbers = new Map<string, number>();
  #records: readonly CountedEvent[] = [];
  #ofRecords: readonly number[] = [];

  /** The numbers of the bets that the events of a batch are about, in their order. Found once for all checks. */
  in(records: readonly CountedEvent[]): readonly number[] {
    if (records !== this.#records) this.#ofRecords = records.map(({ event }) => this.of(event));
    this.#records = records;
    return this.#ofRecords;
  }

  of(event: DecisionEvent): number {
    const { type } = event;
    if (
      type === 'BetAccepted' ||
      type === 'BetSettled' ||
      type === 'BetReopened' ||
      type === 'BetCashedOut' ||
      type === 'CashOutQuoted'
    )
      return this.#find(event.ticketId, event.bet);
    return type === 'BetRejected' ? this.#find(event.ticketId, 0) : NONE;
  }

  /** Most tickets have one bet: it goes by the ticket's id, as it was decoded. */
  #find(ticketId: TicketId, bet: number): number {
    const key = bet === 0 ? ticketId : betId(ticketId, bet);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const next = this.#numbers.size;
    this.#numbers.set(key, next);
    return next;
  }
}
