import { openClickHouse, openReadOnly, type ClickHouse } from '@stakelog/clickhouse';

/** What names an account, a bet or a record: each copy has names of its own, so that joins find what they would find. */
const names = new Set([
  'account_id',
  'bet_id',
  'cash_out_id',
  'command_id',
  'event_id',
  'quote_id',
  'ticket_id',
]);
/** What bettors cause grows with them; fixtures, markets and results stay as they are. */
const ofBettors = [
  'accounts',
  'bets',
  'cash_outs',
  'commands',
  'decisions',
  'holds',
  'ledger_postings',
  'legs',
  'quotes',
  'rejections',
  'settlement_legs',
  'settlements',
];
/** What the recorder has written beside them, and no row of a question's: copied, not counted. */
const gathered = 'gathered_moves';
/** So many settlements come in half a minute of 10,000 events a second: they wait to be gathered while questions are asked. */
const WAITING = 90_000;
const PARTITIONS_APART = 100;

export type Asked = {
  readonly question: string;
  readonly ms: number;
  readonly bytes: number;
  readonly fault: string | undefined;
};

/** The tables in the directory of an embedded engine that nobody else uses; their rows are multiplied and asked about. */
export class ManyRows {
  readonly #clickhouse: ClickHouse;

  private constructor(clickhouse: ClickHouse) {
    this.#clickhouse = clickhouse;
  }

  static async open(path: string): Promise<ManyRows> {
    return new ManyRows(await openClickHouse({ path }));
  }

  close(): Promise<void> {
    return this.#clickhouse.close();
  }

  /** Adds copies of every row that bettors caused until there are so many rows; returns how many there are. */
  async multiply(rows: number, say: (line: string) => void): Promise<number> {
    const own = await this.#rowsOf(ofBettors);
    const copies = Math.max(0, Math.round(rows / own) - 1);
    for (const table of copies === 0 ? [] : [...ofBettors, gathered]) {
      const changes = await this.#changes(table);
      // Table by table and copy by copy, so that memory stays that of one copy.
      for (let copy = 1; copy <= copies; copy++)
        await this.#clickhouse.command(
          `INSERT INTO ${table} SELECT * REPLACE (${changes(copy)})
           FROM (SELECT * FROM ${table} WHERE partition < ${PARTITIONS_APART}) SETTINGS insert_deduplicate = 0`,
        );
      say(`${table}: ${copies} copies`);
    }
    await this.#leaveWaiting();
    return this.#rowsOf(ofBettors);
  }

  /** Settlements whose bets the questions look up themselves. */
  async waiting(): Promise<number> {
    const [found] = await this.#clickhouse.rows<{ readonly rows: number }>(
      `SELECT (SELECT count() FROM settlements) - (SELECT count() FROM ${gathered}) AS rows`,
    );
    return found?.rows ?? 0;
  }

  /** The newest of each partition. */
  async #leaveWaiting(): Promise<void> {
    await this.#clickhouse.command(
      `ALTER TABLE ${gathered} DELETE WHERE offset >= (
         SELECT offset FROM ${gathered} ORDER BY offset DESC LIMIT 1 OFFSET ${WAITING}) SETTINGS mutations_sync = 1`,
    );
  }

  /** The middle of the time in which bets were accepted. */
  async middle(): Promise<string> {
    const [found] = await this.#clickhouse.rows<{ readonly at: string }>(
      `SELECT toString(fromUnixTimestamp64Milli(toInt64((toUnixTimestamp64Milli(min(accepted_at)) + toUnixTimestamp64Milli(max(accepted_at))) / 2), 'UTC')) AS at FROM bets`,
    );
    return (found?.at ?? '').slice(0, 19);
  }

  /** As an analyst asks, under the same limits, to the last byte of the answer. */
  async ask(question: string, sql: string): Promise<Asked> {
    const startMs = performance.now();
    let bytes = 0;
    let fault: string | undefined;
    try {
      const query = {
        sql,
        format: 'JSONEachRow',
        formatInSql: false,
        parameters: {},
        settings: {},
      };
      for await (const chunk of await openReadOnly(this.#clickhouse)(query)) bytes += chunk.length;
    } catch (error) {
      fault = String(error).slice(0, 300);
    }
    return { question, ms: performance.now() - startMs, bytes, fault };
  }

  async #changes(table: string): Promise<(copy: number) => string> {
    const columns = await this.#clickhouse.rows<{ readonly name: string }>(
      `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '${table}'`,
    );
    const renamed = columns.map(({ name }) => name).filter((name) => names.has(name));
    return (copy) =>
      [
        `toUInt16(partition + ${copy * PARTITIONS_APART}) AS partition`,
        ...renamed.map((name) => `if(${name} = '', '', concat(${name}, '~${copy}')) AS ${name}`),
      ].join(', ');
  }

  async #rowsOf(tables: readonly string[]): Promise<number> {
    const counts = tables.map((table) => `(SELECT count() FROM ${table})`).join(' + ');
    const [found] = await this.#clickhouse.rows<{ readonly rows: number }>(
      `SELECT ${counts} AS rows`,
    );
    return found?.rows ?? 0;
  }
}
