import { betId, type HistoryEntry, limits, type Posting, type UtcMs } from '@stakelog/contracts';
import type { AccountEvent } from './event-fields';
import { eventToken, type PlacedEvent } from './placed-event';
import { ownPostings, type WalletCode, type WalletView } from './wallet-view';
import { withoutNulls } from './without-nulls';

/** A line of the statement, as `GET /wallet/entries` shows it; it names the event that caused it. */
export type WalletEntry = {
  readonly at: string;
  readonly eventId: string;
  readonly event: string;
  readonly atMs: UtcMs;
  readonly reference: ReturnType<typeof reference>;
  readonly postings: readonly { readonly code: WalletCode; readonly amount: number }[];
  /** Cash after this entry; below zero only through a correction. */
  readonly cash: number;
};

/** The newest entries of an account, by the offset of their event. */
export const walletEntriesKey = (account: string) => `entries:${account}`;

/** Undefined where the event moves none of the bettor's money. */
export function walletEntry(
  event: AccountEvent,
  postings: readonly Posting[],
  after: WalletView,
  placed: PlacedEvent,
): HistoryEntry | undefined {
  const own = ownPostings(postings);
  if (own.length === 0) return undefined;
  const entry: WalletEntry = {
    at: eventToken(placed),
    eventId: placed.eventId,
    event: event.type,
    atMs: placed.decidedAtMs,
    reference: reference(event),
    postings: own,
    cash: after.balances.cash,
  };
  const key = walletEntriesKey(event.accountId);
  return { key, offset: placed.offset, entry, entriesMax: limits.walletEntriesMax };
}

/** The ids by which the bettor knows what the entry is about. */
function reference(event: AccountEvent) {
  return withoutNulls({
    ticketId: 'ticketId' in event ? event.ticketId : null,
    betId: 'bet' in event ? betId(event.ticketId, event.bet) : null,
    commandId: 'commandId' in event ? event.commandId : null,
    withdrawalId: 'withdrawalId' in event ? event.withdrawalId : null,
    quoteId: 'quoteId' in event ? event.quoteId : null,
    paymentRef: 'paymentRef' in event ? event.paymentRef : null,
  });
}
