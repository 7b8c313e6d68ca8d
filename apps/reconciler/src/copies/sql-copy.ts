import type { DigestedTable, RowDigest } from '../fold/recorded-range';

/** Tables with a row for every record of an input topic. */
export type CountedTable = 'facts' | 'commands';

/** A range of offsets of one partition: [from, to). */
export type Range = { readonly partition: number; readonly from: number; readonly to: number };

/** `distinct` is below `rows` where something stands twice. */
export type Counted = { readonly rows: number; readonly distinct: number };

/** ClickHouse, as far as it is compared. */
export type SqlCopy = {
  /** Behind what is recorded, by `topic/partition`. A partition that it does not name is not known. */
  recordedNext(): Promise<ReadonlyMap<string, number>>;
  digest(table: DigestedTable, range: Range): Promise<RowDigest & Counted>;
  count(table: CountedTable, range: Range): Promise<Counted>;
};

/** A cell of a JSON row: numbers of 64 bits may come as text. */
export type Cell = string | number | boolean | null;
export type Ask = (query: string) => Promise<readonly (readonly Cell[])[]>;

/** The text of a row, as fold/recorded-range.ts makes it of an event; and what tells rows apart. */
const rowTexts = {
  decisions:
    "concat(event_id, '|', type, '|', account_id, '|', toString(toUnixTimestamp64Milli(decided_at)))",
  ledger_postings:
    "concat(event_id, '|', toString(posting), '|', account_id, '|', code, '|', toString(amount_minor))",
} as const satisfies Record<DigestedTable, string>;

const distinctBy = {
  decisions: 'event_id',
  ledger_postings: 'event_id, posting',
  facts: 'event_id',
  commands: 'event_id',
} as const satisfies Record<DigestedTable | CountedTable, string>;

export function sqlCopy(ask: Ask): SqlCopy {
  return {
    async recordedNext() {
      const rows = await ask(
        'SELECT topic, partition, argMax(recorded_next, observed_at) FROM freshness GROUP BY topic, partition',
      );
      return new Map(
        rows.map(([topic, partition, next]) => [`${topic}/${partition}`, Number(next)]),
      );
    },
    async digest(table, range) {
      const sum = `toString(sum(toUInt64(CRC32(${rowTexts[table]}))))`;
      const [[rows, distinct, digest] = []] = await ask(queryOf(table, sum, range));
      return { rows: Number(rows), distinct: Number(distinct), digest: BigInt(String(digest)) };
    },
    async count(table, range) {
      const [[rows, distinct] = []] = await ask(queryOf(table, '0', range));
      return { rows: Number(rows), distinct: Number(distinct) };
    },
  };
}

const queryOf = (
  table: DigestedTable | CountedTable,
  more: string,
  { partition, from, to }: Range,
) =>
  `SELECT count(), uniqExact(${distinctBy[table]}), ${more} FROM ${table}
   WHERE partition = ${partition} AND offset >= ${from} AND offset < ${to}`;

/** Asks the recorder's endpoint, or a ClickHouse server. Rejects with what it said. */
export function askOverHttp(url: string, token: string): Ask {
  return async (query) => {
    const answer = await fetch(`${url}/?default_format=JSONCompactEachRow`, {
      method: 'POST',
      body: query,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${url}: ${text.slice(0, 300)}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the format that was asked for
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Cell[]]));
  };
}

const ANSWER_MS_MAX = 30_000;
