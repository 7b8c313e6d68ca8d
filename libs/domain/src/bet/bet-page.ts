import {
  defined,
  type AccountId,
  type Leg,
  type SettledLeg,
  type TicketId,
} from '@stakelog/contracts';
import type { LegExposure } from './exposure';
import type { BetTerms, KeptAcceptance } from './kept-acceptance';

/** Of one page. */
export const PAGE_BETS = 512;

/** Numbers of a bet, by where they stand in its row. */
export const column = {
  bet: 0,
  bodyCheck: 1,
  stake: 2,
  potentialReturn: 3,
  acceptedAtMs: 4,
  acceptedOffset: 5,
  /** NaN: there was no hold. */
  heldExcess: 6,
  version: 7,
  settledAtMs: 8,
  cashedBps: 9,
  payout: 10,
  bonus: 11,
} as const;
export type Column = (typeof column)[keyof typeof column];

const COLUMNS = Object.keys(column).length;

const empty = Array.from({ length: PAGE_BETS }, () => undefined);
const rows = <Of>(): (Of | undefined)[] => empty.slice();

/**
 * Kept bets in columns, a row each. An object for each kept the collector busy for 200 ms where there were 300,000, and
 * was copied twice on its way there; of a row it sees the ticket's id and what bets have in common.
 */
export class BetPage {
  readonly terms = rows<BetTerms>();
  readonly accountIds = rows<AccountId>();
  readonly ticketIds = rows<TicketId>();
  readonly legs = rows<readonly Leg[]>();
  /** Undefined while open. */
  readonly settledLegs = rows<readonly SettledLeg[]>();
  readonly exposed = rows<readonly LegExposure[]>();
  private readonly numbers = new Float64Array(PAGE_BETS * COLUMNS);

  number(row: number, of: Column): number {
    return defined(this.numbers[row * COLUMNS + of], 'a bet is read from its page');
  }

  setNumber(row: number, of: Column, value: number): void {
    this.numbers[row * COLUMNS + of] = value;
  }

  /** The numbers of an acceptance, which never change. */
  accept(row: number, accepted: KeptAcceptance): void {
    this.setNumber(row, column.bet, accepted.bet);
    this.setNumber(row, column.bodyCheck, accepted.bodyCheck);
    this.setNumber(row, column.stake, accepted.stake);
    this.setNumber(row, column.potentialReturn, accepted.potentialReturn);
    this.setNumber(row, column.acceptedAtMs, accepted.acceptedAtMs);
  }

  /** The row may be another bet's. */
  clear(row: number): void {
    for (const values of [this.terms, this.accountIds, this.ticketIds]) values[row] = undefined;
    for (const values of [this.legs, this.settledLegs, this.exposed]) values[row] = undefined;
    this.numbers.fill(0, row * COLUMNS, (row + 1) * COLUMNS);
  }
}
