import { betId, type BetAccepted, type BetReopened, type BetSettled } from '@stakelog/contracts';
import { eventIdOf, type CountedBatch, type CountedEvent } from '@stakelog/kafka';

/** A row as text, by which it is compared; its columns are those of `comparedTables`. */
export type ExpectedRow = { readonly offset: number; readonly text: string };

/** The columns of each table that an audit compares, offset first. The payload holds the whole event. */
export const comparedTables = {
  decisions: ['offset', 'event_id', 'type', 'account_id', 'payload'],
  bets: ['offset', 'event_id', 'bet_id', 'odds_e4', 'stake_minor', 'potential_return_minor'],
  settlements: ['offset', 'event_id', 'bet_id', 'type', 'version', 'payout_minor', 'delta_minor'],
  ledger_postings: ['offset', 'event_id', 'posting', 'account_id', 'code', 'amount_minor'],
} as const;

export type ComparedTable = keyof typeof comparedTables;

export const tableNames = ['decisions', 'bets', 'settlements', 'ledger_postings'] as const;

/** Numbers and their text are one: ClickHouse writes those of 64 bits as text. */
export const rowText = (cells: readonly unknown[]): string => JSON.stringify(cells.map(String));

/** What a counted batch has to have left in a table. */
export function expectedRows(table: ComparedTable, batch: CountedBatch): readonly ExpectedRow[] {
  if (table !== 'decisions') return batch.records.flatMap((counted) => eventRows(table, counted));
  const { partition, opening, openingRecord, records } = batch;
  const openingId = eventIdOf(partition, opening.epoch, opening.batch, 0);
  return [{ offset: openingRecord.offset, eventId: openingId, event: opening }, ...records].map(
    ({ offset, eventId, event }) =>
      row(
        offset,
        eventId,
        event.type,
        'accountId' in event ? event.accountId : '',
        JSON.stringify(event),
      ),
  );
}

function eventRows(
  table: Exclude<ComparedTable, 'decisions'>,
  { offset, eventId, event }: CountedEvent,
): readonly ExpectedRow[] {
  switch (table) {
    case 'bets':
      return event.type === 'BetAccepted' ? [betRow(offset, eventId, event)] : [];
    case 'settlements':
      return event.type === 'BetSettled' || event.type === 'BetReopened'
        ? [settlementRow(offset, eventId, event)]
        : [];
    case 'ledger_postings':
      return 'postings' in event
        ? event.postings.map(({ code, amount }, index) =>
            row(offset, eventId, index, event.accountId, code, amount),
          )
        : [];
  }
}

function betRow(offset: number, eventId: string, accepted: BetAccepted): ExpectedRow {
  const { ticketId, bet, stake, potentialReturn, legs } = accepted;
  const odds = legs.length === 1 ? (legs[0]?.odds ?? null) : null;
  return row(offset, eventId, betId(ticketId, bet), odds, stake, potentialReturn);
}

function settlementRow(offset: number, eventId: string, event: BetSettled | BetReopened) {
  const payout = event.type === 'BetSettled' ? event.payout : 0;
  const { ticketId, bet, type, version, delta } = event;
  return row(offset, eventId, betId(ticketId, bet), type, version, payout, delta);
}

const row = (offset: number, ...cells: readonly unknown[]): ExpectedRow => ({
  offset,
  text: rowText([offset, ...cells]),
});
