import { assert, betId, type BetId, type TicketId } from '@stakelog/contracts';
import type { Bet, Settlement } from './bet';
import { sharedLegs, sharedSettledLegs } from './shared-legs';

/**
 * The kept bets by their tickets, whose bets are accepted together and leave together. A bet is found without
 * making its id, and a ticket that is not kept with one look: most commands are new.
 */
export class KeptBets {
  /** The one bet of most tickets, else all of them; in the order of acceptance. */
  private readonly tickets = new Map<string, Bet | readonly Bet[]>();
  private readonly legs = sharedLegs();
  private readonly settledLegs = sharedSettledLegs();
  private count = 0;

  get size(): number {
    return this.count;
  }

  of(ticketId: TicketId, index: number): Bet | undefined {
    const kept = this.tickets.get(ticketId);
    if (kept === undefined || isOne(kept)) return index === 0 ? kept : undefined;
    return kept[index];
  }

  /** By an id that may come from outside. */
  get(id: string): Bet | undefined {
    const dash = id.lastIndexOf('-');
    const index = Number(id.slice(dash + 1));
    const bet = this.ofTicket(id.slice(0, Math.max(0, dash)))[index];
    return bet !== undefined && idOf(bet) === id ? bet : undefined;
  }

  /** A ticket's bets in their order; none where it is not kept. */
  ofTicket(ticketId: string): readonly Bet[] {
    const kept = this.tickets.get(ticketId);
    if (kept === undefined) return none;
    return isOne(kept) ? [kept] : kept;
  }

  add(bet: Bet): void {
    const { ticketId, bet: index } = bet.accepted;
    const before = this.ofTicket(ticketId);
    assert(before.length === index, 'the bets of a ticket are accepted in their order');
    bet.accepted.legs = this.legs.of(bet.accepted.legs);
    if (bet.settlement !== undefined) this.settle(bet, bet.settlement);
    this.tickets.set(ticketId, index === 0 ? bet : [...before, bet]);
    this.count++;
  }

  /** What stands of its settlement from now on. */
  settle(bet: Bet, { legs, payout, bonus }: Settlement): void {
    bet.settlement = { legs: this.settledLegs.of(legs), payout, bonus };
  }

  /** The whole ticket leaves. */
  forget(ticketId: TicketId): void {
    this.count -= this.ofTicket(ticketId).length;
    this.tickets.delete(ticketId);
  }

  /** In the order of acceptance. */
  *values(): Generator<Bet> {
    for (const kept of this.tickets.values())
      if (isOne(kept)) yield kept;
      else yield* kept;
  }

  *[Symbol.iterator](): Generator<readonly [BetId, Bet]> {
    for (const bet of this.values()) yield [idOf(bet), bet];
  }
}

const none: readonly Bet[] = [];

const isOne = (kept: Bet | readonly Bet[]): kept is Bet => !Array.isArray(kept);

const idOf = ({ accepted: { ticketId, bet } }: Bet) => betId(ticketId, bet);
