import type { ClickHouse } from '@stakelog/clickhouse';
import { limits } from '@stakelog/contracts';
import type { Logger, Metrics } from '@stakelog/runtime';

/** Asks v_completeness at intervals; a gap in two looks one after the other is one, and an alarm. */
export function watchCompleteness(
  clickhouse: ClickHouse,
  metrics: Metrics,
  logger: Logger,
): { stop(): void } {
  const gauge = metrics.gauge(
    'recorder_completeness_gap_rows',
    'Rows that are missing or doubled in ClickHouse; not 0 asks for audit diff clickhouse.',
  );
  gauge.set(0);
  let before = 0;
  const look = async () => {
    const [found] = await clickhouse.rows<{ gap: number }>(
      'SELECT sum(abs(gap)) + countIf(NOT contiguous) AS gap FROM v_completeness',
    );
    const gap = found?.gap ?? 0;
    // A batch that is being inserted at this moment shows as a gap, and is gone at the next look.
    gauge.set(Math.min(gap, before));
    before = gap;
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) =>
      logger.warn({ code: 'recorder.completeness', err: error }, 'could not look'),
    );
  }, limits.completenessIntervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
