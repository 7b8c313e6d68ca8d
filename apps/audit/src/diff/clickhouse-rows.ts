import {
  betId,
  type BetAccepted,
  type BetCashedOut,
  type BetReopened,
  type BetSettled,
  type LedgerCode,
  type SettledLeg,
} from '@stakelog/contracts';
import { eventIdOf, type CountedBatch, type CountedEvent } from '@stakelog/kafka';

/** A row as text, by which it is compared; its columns are those of `comparedTables`. */
export type ExpectedRow = { readonly offset: number; readonly text: string };

/** The columns of each table that an audit compares, offset first. The payload, last, holds the whole event. */
export const comparedTables = {
  decisions: ['offset', 'event_id', 'type', 'account_id', 'payload'],
  bets: [
    'offset',
    'event_id',
    'bet_id',
    'kind',
    'funding',
    'lines',
    'odds_e4',
    'stake_minor',
    'potential_return_minor',
  ],
  legs: ['offset', 'event_id', 'leg', 'bet_id', 'market_id', 'outcome_id', 'odds_e4'],
  settlements: [
    'offset',
    'event_id',
    'bet_id',
    'type',
    'version',
    'payout_minor',
    'delta_minor',
    'bonus_minor',
    'book_minor',
    'promo_minor',
  ],
  settlement_legs: [
    'offset',
    'event_id',
    'leg',
    'bet_id',
    'version',
    'win_num',
    'win_den',
    'void_num',
    'void_den',
    'odds_num',
    'odds_den',
    'rule',
  ],
  cash_outs: ['offset', 'event_id', 'bet_id', 'quote_id', 'share_bps', 'amount_minor'],
  quotes: ['offset', 'event_id', 'type', 'quote_id', 'amount_minor'],
  ledger_postings: ['offset', 'event_id', 'posting', 'account_id', 'code', 'amount_minor'],
} as const;

export type ComparedTable = keyof typeof comparedTables;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table above
export const tableNames = Object.keys(comparedTables) as readonly ComparedTable[];

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
  return cellsOf(table, event).map((cells) => row(offset, eventId, ...cells));
}

/** The cells behind offset and event id; several rows where the table has one per leg or posting. */
function cellsOf(
  table: Exclude<ComparedTable, 'decisions'>,
  event: CountedEvent['event'],
): readonly (readonly unknown[])[] {
  switch (table) {
    case 'bets':
      return event.type === 'BetAccepted' ? [betCells(event)] : [];
    case 'legs':
      return event.type === 'BetAccepted'
        ? event.legs.map(({ marketId, outcomeId, odds }, leg) => [
            leg,
            idOf(event),
            marketId,
            outcomeId,
            odds,
          ])
        : [];
    case 'settlements':
      return event.type === 'BetSettled' ||
        event.type === 'BetReopened' ||
        event.type === 'BetCashedOut'
        ? [settlementCells(event)]
        : [];
    case 'settlement_legs':
      return event.type === 'BetSettled' ? event.legs.map(legCells(event)) : [];
    case 'cash_outs':
      return event.type === 'BetCashedOut'
        ? [[idOf(event), event.quoteId, event.toShareBps, event.amount]]
        : [];
    case 'quotes':
      return quoteCells(event);
    case 'ledger_postings':
      return 'postings' in event
        ? event.postings.map(({ code, amount }, index) => [index, event.accountId, code, amount])
        : [];
  }
}

const idOf = ({ ticketId, bet }: Pick<BetAccepted, 'ticketId' | 'bet'>) => betId(ticketId, bet);

function betCells(accepted: BetAccepted): readonly unknown[] {
  const { kind, funding, lines, stake, potentialReturn, legs } = accepted;
  const odds = legs.length === 1 ? (legs[0]?.odds ?? null) : null;
  return [idOf(accepted), kind, funding, lines, odds, stake, potentialReturn];
}

function settlementCells(event: BetSettled | BetReopened | BetCashedOut): readonly unknown[] {
  const posted = (of: LedgerCode) =>
    event.postings.reduce((sum, { code, amount }) => (code === of ? sum + amount : sum), 0);
  const [version, payout, delta, bonus] =
    event.type === 'BetCashedOut'
      ? [0, event.amount, event.amount, 0]
      : event.type === 'BetReopened'
        ? [event.version, 0, event.delta, 0]
        : [event.version, event.payout, event.delta, event.bonus];
  return [idOf(event), event.type, version, payout, delta, bonus, posted('book'), posted('promo')];
}

const legCells =
  (settled: BetSettled) =>
  ({ win, void: refunded, effectiveOdds, rule }: SettledLeg, leg: number) => [
    leg,
    idOf(settled),
    settled.version,
    win.num,
    win.den,
    refunded.num,
    refunded.den,
    effectiveOdds?.num ?? '',
    effectiveOdds?.den ?? '',
    rule,
  ];

function quoteCells(event: CountedEvent['event']): readonly (readonly unknown[])[] {
  if (event.type === 'CashOutQuoted') return [[event.type, event.quoteId, event.amount]];
  if (event.type === 'BetQuoted' || event.type === 'QuoteExpired')
    return [[event.type, event.quoteId, null]];
  return [];
}

const row = (offset: number, ...cells: readonly unknown[]): ExpectedRow => ({
  offset,
  text: rowText([offset, ...cells]),
});
