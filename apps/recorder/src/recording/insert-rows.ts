import { ClickHouseProblem } from '@stakelog/clickhouse';
import { limits } from '@stakelog/contracts';
import { LogError } from '@stakelog/kafka';
import { tables, type Table } from '../rows/tables';
import { contentHash, insertToken, type RecordedBatch } from './recorded-batch';
import type { RecorderWatch, RecordingParts } from './recording-parts';
import type { Standing } from './standing';

/**
 * Inserts a batch's rows, table by table, each as one block. What passes by itself is tried again for
 * ever: whether the insert of unknown outcome happened is counted, then asked for under the same token.
 */
export async function insertRows(
  parts: RecordingParts,
  batch: RecordedBatch,
  standing: Standing,
): Promise<void> {
  const { store, clock, watch } = parts;
  const hash = contentHash(batch);
  for (const [table, rows] of batch.rows) {
    const token = insertToken(table, batch, hash);
    const begunAtMs = clock.monotonicMs();
    await persist(parts, async (attempt) => {
      await standing.renew();
      return attempt === 1
        ? store.insert(table, rows, token)
        : completeTable(parts, batch, table, token);
    });
    watch.inserted(table, rows.length, (clock.monotonicMs() - begunAtMs) / 1_000);
    watch.point('inserted');
  }
}

/**
 * Does again what a crash may have left half done. Each table of the topic is counted in the
 * batch's ranges: whole stays, missing is inserted, anything else is removed first.
 */
export async function completeRows(parts: RecordingParts, batch: RecordedBatch): Promise<void> {
  const hash = contentHash(batch);
  for (const table of tables[batch.chain.topic]) {
    const token = insertToken(table, batch, hash);
    await persist(parts, () => completeTable(parts, batch, table, token));
  }
}

async function completeTable(
  { store, clock }: RecordingParts,
  batch: RecordedBatch,
  table: Table,
  token: string,
): Promise<void> {
  const rows = batch.rows.get(table) ?? [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const there = await store.count(table, batch.ranges);
    if (there === rows.length) return;
    if (there > 0) await store.remove(table, batch.ranges);
    // The token alone may be left of an insert that died; the count has shown that its rows are not.
    const own = attempt === 1 && there === 0 ? token : `${token}/again-${attempt}-${clock.nowMs()}`;
    await store.insert(table, rows, own);
  }
  if ((await store.count(table, batch.ranges)) !== rows.length)
    throw new Error(`broken rule: rows that were inserted are there (${token})`);
}

/** Tries until it works, longer apart each time; only what cannot pass by itself is thrown. */
export async function persist<Result>(
  { clock, watch }: Pick<RecordingParts, 'clock'> & { watch: Pick<RecorderWatch, 'retrying'> },
  act: (attempt: number) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1, waitMs = 100; ; attempt += 1, waitMs = 2 * waitMs) {
    try {
      return await act(attempt);
    } catch (error) {
      if (!passes(error)) throw error;
      watch.retrying(error);
      await clock.sleep(Math.min(waitMs, limits.recorderRetryMsMax));
    }
  }
}

const passes = (error: unknown): error is ClickHouseProblem | LogError =>
  (error instanceof ClickHouseProblem || error instanceof LogError) && error.recover === 'retry';
