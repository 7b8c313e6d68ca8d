import { ClickHouseProblem, insertBatch, type ClickHouse } from '@stakelog/clickhouse';
import { limits } from '@stakelog/contracts';
import { LogError } from '@stakelog/kafka';
import { setTimeout as sleep } from 'node:timers/promises';
import { tables, type Table } from '../rows/tables';
import { contentHash, insertToken, type RecordedBatch, type SourceRange } from './recorded-batch';

/** What happens on the way, for metrics, logs and the faults that tests plan. */
export type InsertWatch = {
  inserted(table: Table, rows: number, seconds: number): void;
  retrying(problem: Error): void;
  /** A named point that a test may die at. */
  point(name: 'intent' | 'inserted'): void;
};

/**
 * Inserts a batch's rows, table by table, each as one block. What passes by itself is tried again for
 * ever: whether the insert of unknown outcome happened is counted, then asked for under the same token.
 */
export async function insertRows(
  clickhouse: ClickHouse,
  batch: RecordedBatch,
  watch: InsertWatch,
): Promise<void> {
  const hash = contentHash(batch);
  for (const [table, rows] of batch.rows) {
    const token = insertToken(table, batch, hash);
    const begunAtMs = performance.now();
    await persist(watch, (attempt) =>
      attempt === 1
        ? insertBatch(clickhouse, table, rows, { token })
        : completeTable(clickhouse, batch, table, token),
    );
    watch.inserted(table, rows.length, (performance.now() - begunAtMs) / 1_000);
    watch.point('inserted');
  }
}

/**
 * Does again what a crash may have left half done. Each table of the topic is counted in the
 * batch's ranges: whole stays, missing is inserted, anything else is removed first.
 */
export async function completeRows(
  clickhouse: ClickHouse,
  batch: RecordedBatch,
  watch: InsertWatch,
): Promise<void> {
  const hash = contentHash(batch);
  for (const table of tables[batch.chain.topic]) {
    const token = insertToken(table, batch, hash);
    await persist(watch, () => completeTable(clickhouse, batch, table, token));
  }
}

async function completeTable(
  clickhouse: ClickHouse,
  batch: RecordedBatch,
  table: Table,
  token: string,
): Promise<void> {
  const rows = batch.rows.get(table) ?? [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const there = await countRows(clickhouse, table, batch.ranges);
    if (there === rows.length) return;
    if (there > 0) await removeRows(clickhouse, table, batch.ranges);
    // The token alone may be left of an insert that died; the count has shown that its rows are not.
    const own = attempt === 1 && there === 0 ? token : `${token}/again-${attempt}-${Date.now()}`;
    await insertBatch(clickhouse, table, rows, { token: own });
  }
  if ((await countRows(clickhouse, table, batch.ranges)) !== rows.length)
    throw new Error(`broken rule: rows that were inserted are there (${token})`);
}

async function countRows(
  clickhouse: ClickHouse,
  table: Table,
  ranges: readonly SourceRange[],
): Promise<number> {
  const sql = `SELECT count() AS rows FROM ${table} WHERE ${within(ranges)}`;
  const [found] = await clickhouse.rows<{ rows: number }>(sql);
  return found?.rows ?? 0;
}

const removeRows = (clickhouse: ClickHouse, table: Table, ranges: readonly SourceRange[]) =>
  clickhouse.command(`DELETE FROM ${table} WHERE ${within(ranges)}`);

/** Numbers of our own only. */
const within = (ranges: readonly SourceRange[]): string =>
  ranges
    .map(
      ({ partition, fromOffset, toOffset }) =>
        `(partition = ${partition} AND offset >= ${fromOffset} AND offset < ${toOffset})`,
    )
    .join(' OR ');

/** Tries until it works, longer apart each time; only what cannot pass by itself is thrown. */
export async function persist<Result>(
  watch: Pick<InsertWatch, 'retrying'>,
  act: (attempt: number) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1, waitMs = 100; ; attempt += 1, waitMs = 2 * waitMs) {
    try {
      return await act(attempt);
    } catch (error) {
      if (!passes(error)) throw error;
      watch.retrying(error);
      await sleep(Math.min(waitMs, limits.recorderRetryMsMax));
    }
  }
}

const passes = (error: unknown): error is ClickHouseProblem | LogError =>
  (error instanceof ClickHouseProblem || error instanceof LogError) && error.recover === 'retry';
