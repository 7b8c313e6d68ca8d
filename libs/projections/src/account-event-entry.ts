import { type HistoryEntry, limits, type UtcMs } from '@stakelog/contracts';
import { eventFields, type AccountEvent } from './event-fields';
import { eventToken, type PlacedEvent } from './placed-event';
import { ticketAnswer } from './ticket-answer';
import type { WalletView } from './wallet-view';

/** An event of the `account` channel. `prev` is the account's event before it: a client that saw another missed one. */
export type AccountEventEntry = {
  readonly prev: string;
  readonly seq: string;
  /** JSON of what the owner sees. */
  readonly data: string;
};

/** The newest events of an account, by their offset. */
export const accountEventsKey = (account: string) => `events:${account}`;

export function accountEventEntry(
  event: AccountEvent,
  before: WalletView | undefined,
  placed: PlacedEvent,
): HistoryEntry {
  const { partition, decidedAtMs, eventId } = placed;
  const prev = eventToken({ partition, offset: before?.eventOffset ?? placed.offset });
  const shown = shownEvent(event, decidedAtMs);
  const entry: AccountEventEntry = {
    prev,
    seq: eventToken(placed),
    data: JSON.stringify({ event: event.type, eventId, atMs: decidedAtMs, ...shown }),
  };
  const key = accountEventsKey(event.accountId);
  return { key, offset: placed.offset, entry, entriesMax: limits.accountEventsMax };
}

function shownEvent(event: AccountEvent, decidedAtMs: UtcMs): object {
  if (event.type === 'CommandRepeated')
    return { commandId: event.commandId, idempotencyKey: event.idempotencyKey };
  if (event.type !== 'BetAccepted' && event.type !== 'BetHeld' && event.type !== 'BetRejected')
    return eventFields(event);
  return { ticket: JSON.parse(ticketAnswer([event], decidedAtMs)) as unknown };
}
