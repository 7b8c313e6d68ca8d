import { assert } from '@stakelog/contracts';
import { Readable } from 'node:stream';
import type { ClickHouse } from './clickhouse';
import { clickHouseProblem } from './clickhouse-error';

/** One row: a value per column. Times are texts in UTC, whole numbers are safe integers. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Inserts the rows as one block, all or none. The same token inserts nothing a second time, as long
 * as the table's deduplication window (10,000 inserts) remembers it.
 */
export async function insertBatch(
  clickhouse: ClickHouse,
  table: string,
  rows: readonly Row[],
  { token }: { readonly token: string },
): Promise<void> {
  assert(/^[a-z_]+$/.test(table), 'a table is named in lower case');
  assert(/^[\w./:-]+$/.test(token), 'a token needs no escaping');
  if (rows.length === 0) return;
  const body = jsonLines(rows);
  try {
    const { stream } = await clickhouse.client.exec({
      query: `INSERT INTO ${table} SETTINGS ${settings(token)} FORMAT JSONEachRow`,
      values: Readable.from([body]),
      // The answer comes when the part is written, not before.
      clickhouse_settings: { wait_end_of_query: 1 },
    });
    for await (const _ of stream);
  } catch (error) {
    throw clickHouseProblem(error);
  }
}

/** Rows that are inserted never change; who names a batch by its content and who sends it need the same text. */
const texts = new WeakMap<readonly Row[], string>();

/** A line for each row. */
export function jsonLines(rows: readonly Row[]): string {
  const text = texts.get(rows) ?? rows.map((row) => JSON.stringify(row)).join('\n');
  texts.set(rows, text);
  return text;
}

/**
 * All explicit, because the defaults changed in 26.x. One parser and a block larger than any batch
 * keep the rows in one part; a late failure to the client is then "all" or "none".
 */
const settings = (token: string) =>
  [
    'async_insert = 0',
    'insert_deduplicate = 1',
    `insert_deduplication_token = '${token}'`,
    'input_format_parallel_parsing = 0',
    'max_insert_threads = 1',
    'max_insert_block_size = 1048576',
    'min_insert_block_size_rows = 1048576',
    'min_insert_block_size_bytes = 0',
    'input_format_skip_unknown_fields = 0',
  ].join(', ');
