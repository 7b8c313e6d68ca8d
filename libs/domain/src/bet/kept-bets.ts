import {
  assert,
  betId,
  defined,
  type AccountId,
  type BetId,
  type LegOverride,
  type TicketId,
} from '@stakelog/contracts';
import type { Account } from '../account/account';
import type { Bet, Settlement } from './bet';
import { BetPage, column, PAGE_BETS } from './bet-page';
import { KeptBet } from './kept-bet';
import { termsOf } from './kept-acceptance';
import { sharedLegs, sharedSettledLegs, sharedTerms } from './shared-values';

/**
 * The kept bets by their tickets, whose bets are accepted together and leave together. A bet is found without
 * making its id, and a ticket that is not kept with one look: most commands are new.
 */
export class KeptBets {
  /** Where the one bet of most tickets is, else all of them; in the order of acceptance. */
  private readonly tickets = new Map<string, number | readonly number[]>();
  private readonly pages: BetPage[] = [];
  /** Places that bets have left; the next bets take them. */
  private readonly left: number[] = [];
  private readonly overrides = new Map<number, readonly LegOverride[]>();
  private readonly legs = sharedLegs();
  private readonly settledLegs = sharedSettledLegs();
  private readonly terms = sharedTerms();
  private readonly accounts: ReadonlyMap<AccountId, Pick<Account, 'accountId'>>;
  private places = 0;
  /** Several look at one bet one after the other. */
  private newest: KeptBet | undefined;

  /** Bets name the accounts by the very text that the accounts have. */
  constructor(accounts: ReadonlyMap<AccountId, Pick<Account, 'accountId'>>) {
    this.accounts = accounts;
  }

  get size(): number {
    return this.places - this.left.length;
  }

  /** The bet in a place; somebody's. */
  at(place: number): KeptBet {
    if (this.newest?.place === place) return this.newest;
    const page = defined(this.pages[Math.floor(place / PAGE_BETS)], 'a kept bet has a place');
    this.newest = new KeptBet(place, page, place % PAGE_BETS, this.overrides);
    return this.newest;
  }

  of(ticketId: TicketId, index: number): KeptBet | undefined {
    const places = this.tickets.get(ticketId);
    const place = typeof places === 'object' ? places[index] : index === 0 ? places : undefined;
    return place === undefined ? undefined : this.at(place);
  }

  /** By an id that may come from outside. */
  get(id: string): KeptBet | undefined {
    const dash = id.lastIndexOf('-');
    const index = Number(id.slice(dash + 1));
    const bet = this.ofTicket(id.slice(0, Math.max(0, dash)))[index];
    return bet !== undefined && idOf(bet) === id ? bet : undefined;
  }

  /** A ticket's bets in their order; none where it is not kept. */
  ofTicket(ticketId: string): readonly KeptBet[] {
    return this.placesOf(ticketId).map((place) => this.at(place));
  }

  /** Keeps it, by what it shares with others. */
  add(bet: Bet): KeptBet {
    const { accepted, settlement } = bet;
    const { ticketId, bet: index } = accepted;
    const place = this.left.pop() ?? this.places++;
    const page = (this.pages[Math.floor(place / PAGE_BETS)] ??= new BetPage());
    const row = place % PAGE_BETS;
    page.accept(row, accepted);
    page.terms[row] = this.terms.of(termsOf(accepted));
    page.accountIds[row] = this.accounts.get(accepted.accountId)?.accountId ?? accepted.accountId;
    page.ticketIds[row] = ticketId;
    page.legs[row] = this.legs.of(accepted.legs);
    page.setNumber(row, column.acceptedOffset, bet.acceptedOffset);
    page.setNumber(row, column.heldExcess, bet.heldExcess ?? NaN);
    this.addToTicket(ticketId, index, place);
    const kept = this.at(place);
    kept.version = bet.version;
    kept.settledAtMs = bet.settledAtMs;
    kept.cashedBps = bet.cashedBps;
    kept.overrides = bet.overrides;
    kept.exposed = bet.exposed;
    if (settlement !== undefined) this.settle(kept, settlement);
    return kept;
  }

  /** What stands of its settlement from now on. */
  settle(bet: KeptBet, { legs, payout, bonus }: Settlement): void {
    bet.settlement = { legs: this.settledLegs.of(legs), payout, bonus };
  }

  /** The whole ticket leaves. */
  forget(ticketId: TicketId): void {
    for (const place of this.placesOf(ticketId)) {
      this.at(place).overrides = [];
      this.pages[Math.floor(place / PAGE_BETS)]?.clear(place % PAGE_BETS);
      this.left.push(place);
    }
    this.newest = undefined;
    this.tickets.delete(ticketId);
  }

  /** In the order of acceptance. */
  *values(): Generator<KeptBet> {
    for (const places of this.tickets.values())
      if (typeof places === 'number') yield this.at(places);
      else for (const place of places) yield this.at(place);
  }

  *[Symbol.iterator](): Generator<readonly [BetId, KeptBet]> {
    for (const bet of this.values()) yield [idOf(bet), bet];
  }

  private addToTicket(ticketId: TicketId, index: number, place: number): void {
    const { size } = this.tickets;
    const before = index === 0 ? none : this.placesOf(ticketId);
    assert(before.length === index, inOrder);
    this.tickets.set(ticketId, index === 0 ? place : [...before, place]);
    assert(index > 0 || this.tickets.size > size, inOrder);
  }

  private placesOf(ticketId: string): readonly number[] {
    const places = this.tickets.get(ticketId);
    if (places === undefined) return none;
    return typeof places === 'number' ? [places] : places;
  }
}

const none: readonly never[] = [];

const inOrder = 'the bets of a ticket are accepted once, in their order';

const idOf = ({ accepted: { ticketId, bet } }: Bet) => betId(ticketId, bet);
