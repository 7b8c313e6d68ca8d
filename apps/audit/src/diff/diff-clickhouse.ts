import { positionToken, type TopicName } from '@stakelog/contracts';
import { betEventsPartitions, type Recording } from '../walk/partition-walk';
import {
  comparedTables,
  expectedRows,
  rowText,
  tableNames,
  type ComparedTable,
  type ExpectedRow,
} from './clickhouse-rows';
import { countedBatches } from './counted-batches';
import { differencesMax, type Diff, type Difference } from './difference';
import { sameRow } from './same-row';
import { ask, type SqlSource } from './sql';

type Source = Pick<Recording, 'log' | 'codec'>;

/** How many offsets one query covers: the rows of a page stay far below what a query may answer. */
const pageOffsets = 20_000;

/**
 * I16: every counted event stands in ClickHouse once, as the log has it, up to where the recorder says that it is.
 * Facts are compared by their number per partition.
 */
export async function diffClickhouse(
  source: Source,
  sql: SqlSource,
  progress: (line: string) => void = () => undefined,
): Promise<Diff> {
  const recorded = await recordedNext(sql);
  const ends = await source.log.ranges('bet.events');
  const differences: Difference[] = [];
  let compared = 0;
  let behind = 0;
  for (const partition of betEventsPartitions) {
    progress(`clickhouse bet.events/${partition}`);
    const end = ends.get(partition)?.end ?? 0;
    const next = Math.min(end, recorded.get(`bet.events/${partition}`) ?? 0);
    behind += end - next;
    const found = await diffPartition(source, sql, partition, next);
    compared += found.compared;
    differences.push(...found.differences);
  }
  const facts = await diffFacts(source, sql, recorded);
  return {
    compared: compared + facts.compared,
    behind: behind + facts.behind,
    differences: [...differences, ...facts.differences].slice(0, differencesMax),
  };
}

async function recordedNext(sql: SqlSource): Promise<ReadonlyMap<string, number>> {
  const rows = await ask(
    sql,
    'SELECT topic, partition, argMax(recorded_next, observed_at) FROM freshness GROUP BY topic, partition',
  );
  return new Map(rows.map(([topic, partition, next]) => [`${topic}/${partition}`, Number(next)]));
}

/** Reads the partition once, and compares all tables page by page. */
async function diffPartition(
  source: Source,
  sql: SqlSource,
  partition: number,
  next: number,
): Promise<Omit<Diff, 'behind'>> {
  const differences: Difference[] = [];
  let compared = 0;
  let expected = noRows();
  const comparePage = async (from: number, to: number) => {
    for (const table of tableNames) {
      const held = await heldRows(sql, table, partition, from, to);
      compared += held.length;
      differences.push(...compareRows(table, partition, expected[table], held));
    }
    expected = noRows();
  };
  let from = 0;
  for await (const batch of countedBatches(source, partition, next)) {
    for (const table of tableNames) expected[table].push(...expectedRows(table, batch));
    if (batch.nextOffset - from < pageOffsets) continue;
    await comparePage(from, batch.nextOffset);
    from = batch.nextOffset;
  }
  await comparePage(from, next);
  return { compared, differences };
}

const noRows = () =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every table has its list
  Object.fromEntries(tableNames.map((table) => [table, []])) as unknown as Record<
    ComparedTable,
    ExpectedRow[]
  >;

/** By offset, and within one by the number of the posting or leg where the table has one. */
async function heldRows(
  sql: SqlSource,
  table: ComparedTable,
  partition: number,
  from: number,
  to: number,
): Promise<readonly ExpectedRow[]> {
  const columns = comparedTables[table].join(', ');
  const order = ['offset', ...comparedTables[table].filter(isNumber)].join(', ');
  const rows = await ask(
    sql,
    `SELECT ${columns} FROM ${table} WHERE partition = ${partition} AND offset >= ${from} AND offset < ${to} ORDER BY ${order}`,
  );
  return rows.map((cells) => ({ offset: Number(cells[0]), text: rowText(cells) }));
}

const isNumber = (column: string) => column === 'posting' || column === 'leg';

/** The first difference of a page; behind it the rows are shifted against each other. */
function compareRows(
  table: ComparedTable,
  partition: number,
  expected: readonly ExpectedRow[],
  held: readonly ExpectedRow[],
): readonly Difference[] {
  const length = Math.max(expected.length, held.length);
  for (let index = 0; index < length; index++) {
    const ours = expected[index];
    const theirs = held[index];
    if (ours !== undefined && theirs !== undefined && sameRow(table, ours.text, theirs.text))
      continue;
    const offset = Math.min(ours?.offset ?? Infinity, theirs?.offset ?? Infinity);
    const at = positionToken({ topic: 'bet.events', partition, offset });
    const where = `${table} of bet.events/${partition}`;
    return [{ where, copy: theirs?.text ?? null, log: ours?.text ?? null, at }];
  }
  return [];
}

/** Every record of odds.events has one row in `facts`, whatever readers make of it. */
async function diffFacts(
  { log }: Source,
  sql: SqlSource,
  recorded: ReadonlyMap<string, number>,
): Promise<Diff> {
  const topic: TopicName = 'odds.events';
  const differences: Difference[] = [];
  let compared = 0;
  let behind = 0;
  for (const [partition, { end }] of await log.ranges(topic)) {
    const next = Math.min(end, recorded.get(`${topic}/${partition}`) ?? 0);
    behind += end - next;
    const [counts = []] = await ask(
      sql,
      `SELECT count(), uniqExact(event_id) FROM facts WHERE partition = ${partition} AND offset < ${next}`,
    );
    const [rows, distinct] = counts.map(Number);
    compared += rows ?? 0;
    if (rows === next && distinct === next) continue;
    const at = positionToken({ topic, partition, offset: next });
    const copy = `${rows} rows, ${distinct} records`;
    differences.push({ where: `facts of ${topic}/${partition}`, copy, log: `${next} records`, at });
  }
  return { compared, behind, differences };
}
