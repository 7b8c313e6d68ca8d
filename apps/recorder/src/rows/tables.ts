import type { TopicName } from '@stakelog/contracts';
import type { Row } from '@stakelog/clickhouse';

/** The tables that each topic fills. The first holds a row for every record that counts. */
export const tables = {
  'odds.events': [
    'facts',
    'fixtures',
    'fixture_states',
    'markets',
    'market_states',
    'prices',
    'results',
  ],
  'bet.commands': ['commands'],
  'bet.events': [
    'decisions',
    'accounts',
    'bets',
    'legs',
    'rejections',
    'settlements',
    'settlement_legs',
    'cash_outs',
    'quotes',
    'holds',
    'gambling_limits',
    'exclusions',
    'sessions',
    'account_changes',
    'promotions',
    'overrides',
    'ledger_postings',
  ],
} as const satisfies Partial<Record<TopicName, readonly string[]>>;

export type RecordedTopic = keyof typeof tables;
export type Table = (typeof tables)[RecordedTopic][number];
export const recordedTopics = ['odds.events', 'bet.commands', 'bet.events'] as const;

/** What one or more records become, by table. */
export type TableRows = ReadonlyMap<Table, readonly Row[]>;

/** A row of one table. */
export type TableRow = readonly [Table, Row];

/** The rows by table, each table's in the order given. */
export function byTable(rows: Iterable<TableRow>): TableRows {
  const grouped = new Map<Table, Row[]>();
  for (const [table, row] of rows) {
    const others = grouped.get(table);
    if (others === undefined) grouped.set(table, [row]);
    else others.push(row);
  }
  return grouped;
}

/** Where an event stands and when it was decided: the first columns of its rows. */
export type EventPlace = {
  readonly partition: number;
  readonly offset: number;
  readonly event_id: string;
  readonly decided_at: string;
};

/** A time as ClickHouse reads it without a doubt: UTC, milliseconds. */
export function utcText(ms: number): string {
  if (ms !== newest.ms)
    newest = { ms, text: new Date(ms).toISOString().slice(0, 23).replace('T', ' ') };
  return newest.text;
}

/** The rows of a batch have few times. */
let newest = { ms: NaN, text: '' };
