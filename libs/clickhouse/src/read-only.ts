import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { limits } from '@stakelog/contracts';
import { Session } from 'chdb';
import type { ClickHouse } from './clickhouse';
import { ClickHouseProblem, queryProblem } from './clickhouse-error';

/** One statement that reads; the caller has made sure of that, and the engine refuses the rest. */
export type ReadOnlyQuery = {
  readonly sql: string;
  /** The format that the answer has: the statement's own, else the one to use. */
  readonly format: string;
  readonly formatInSql: boolean;
  /** Values for `{name:Type}`, as texts. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Settings that an analyst may choose; limits may only be lowered. */
  readonly settings: Readonly<Record<string, string>>;
};

/** Bytes of the answer as they come. Rejects before the first one where the query fails at once. */
export type ReadOnly = (query: ReadOnlyQuery) => Promise<AsyncIterable<Uint8Array>>;

/** Limits that are held against a query; a lower value may be asked for, a higher one is refused. */
export const queryLimits: Readonly<Record<string, number>> = {
  max_execution_time: limits.sqlSecondsMax,
  max_memory_usage: limits.sqlMemoryBytesMax,
  max_temporary_data_on_disk_size_for_query: limits.sqlDiskBytesMax,
  max_result_rows: limits.sqlRowsMax,
  max_result_bytes: limits.sqlResultBytesMax,
  max_threads: limits.sqlThreadsMax,
};

/**
 * What does not fit goes to disk at a quarter of the limit, for what a hash table needs to grow is three times as much; and
 * what stands in order is summed in order.
 */
const frugal: Readonly<Record<string, string>> = {
  optimize_aggregation_in_order: '1',
  max_bytes_before_external_group_by: String(limits.sqlMemoryBytesMax / 4),
  max_bytes_before_external_join: String(limits.sqlMemoryBytesMax / 4),
  max_bytes_before_external_sort: String(limits.sqlMemoryBytesMax / 4),
};

/**
 * Formats that are the same whether written at once or piece by piece. The engine writes the heads
 * and feet of all others once per piece, so those answers are built whole, within the limits.
 */
const streamed = new Set([
  'JSONEachRow',
  'NDJSON',
  'JSONCompactEachRow',
  'JSONStringsEachRow',
  'JSONCompactStringsEachRow',
  'CSV',
  'TSV',
  'TabSeparated',
  'TSVRaw',
  'TabSeparatedRaw',
  'RowBinary',
]);

/** Queries that may only read, at most `limits.sqlQueriesMax` at a time; more are `limited`. */
export function openReadOnly(clickhouse: ClickHouse): ReadOnly {
  const { path, client } = clickhouse;
  let running = 0;
  return async (query) => {
    if (running >= limits.sqlQueriesMax)
      throw new ClickHouseProblem('limited', `sqlQueriesMax: ${limits.sqlQueriesMax} run already`);
    running += 1;
    const done = () => void (running -= 1);
    try {
      const chunks = path === undefined ? onServer(client, query) : embedded(path, query);
      return await begun(chunks, done);
    } catch (error) {
      done();
      throw queryProblem(error);
    }
  };
}

/** Waits for the first piece, so that a query that fails at once rejects instead of ending early. */
async function begun(
  chunks: AsyncGenerator<Uint8Array>,
  done: () => void,
): Promise<AsyncIterable<Uint8Array>> {
  const first = await chunks.next();
  return (async function* () {
    try {
      if (first.done !== true) yield first.value;
      yield* chunks;
    } catch (error) {
      throw queryProblem(error);
    } finally {
      await chunks.return(undefined);
      done();
    }
  })();
}

/**
 * A session of its own for each query (1 ms): what it sets ends with it, and `readonly = 1` makes
 * the engine refuse every write, every change of a setting and every table function that reads
 * files or addresses.
 */
async function* embedded(path: string, query: ReadOnlyQuery): AsyncGenerator<Uint8Array> {
  const session = new Session(path);
  try {
    await session.queryAsync(`SET ${assignments(query.settings)}, result_overflow_mode = 'throw'`);
    await session.queryAsync('SET readonly = 1');
    const { sql, format, parameters } = query;
    if (!streamed.has(format)) {
      const answer = await session.queryBindAsync(sql, parameters, { format });
      yield answer.bytes();
      return;
    }
    for await (const chunk of session.queryStreamBind(sql, parameters, { format }))
      yield chunk.raw();
  } finally {
    session.close();
  }
}

const assignments = (settings: Readonly<Record<string, string>>): string =>
  Object.entries({ ...held(settings) })
    .map(([name, value]) => `${name} = ${quoted(value)}`)
    .join(', ');

const quoted = (value: string): string =>
  /^-?\d+$/.test(value) ? value : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The limits, under what the analyst chose lower. Throws `limited` for a higher one. */
function held(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept: Record<string, string> = { ...frugal };
  for (const [name, most] of Object.entries(queryLimits)) kept[name] = String(most);
  for (const [name, value] of Object.entries(settings)) {
    const most = queryLimits[name];
    const asked = Number(value);
    if (most !== undefined && !(asked > 0 && asked <= most))
      throw new ClickHouseProblem('limited', `${name} is at most ${most} here, not ${value}`);
    kept[name] = value;
  }
  return kept;
}

/** `readonly = 2`: as 1, except that settings come with the request, which the caller has checked. */
async function* onServer(
  client: ClickHouseClient,
  query: ReadOnlyQuery,
): AsyncGenerator<Uint8Array> {
  const asked: ClickHouseSettings = {
    ...held(query.settings),
    result_overflow_mode: 'throw',
    readonly: '2',
  };
  const { stream } = await client.exec({
    query: query.formatInSql ? query.sql : `${query.sql}\nFORMAT ${query.format}`,
    query_params: { ...query.parameters },
    clickhouse_settings: asked,
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stream of Node without an encoding
  for await (const chunk of stream) yield chunk as Uint8Array;
}
