import type { ClickHouse } from '@stakelog/clickhouse';
import { limits } from '@stakelog/contracts';
import type { Logger, Metrics } from '@stakelog/runtime';

/** Counts at intervals the open bets whose results are overdue, by what they wait for. */
export function watchOverdue(
  clickhouse: ClickHouse,
  metrics: Metrics,
  logger: Logger,
): { stop(): void } {
  const gauge = metrics.gauge(
    'open_bets_overdue',
    'Open bets that wait for longer than the limits expect: see audit waiting --overdue.',
    ['waiting_for'],
  );
  const look = async () => {
    const rows = await clickhouse.rows<{ what: string; bets: number }>(
      'SELECT what, uniqExact(bet_id) AS bets FROM v_waiting WHERE overdue GROUP BY what',
    );
    gauge.reset();
    for (const { what, bets } of rows) gauge.set({ waiting_for: what }, bets);
  };
  const timer = setInterval(() => {
    look().catch((err: unknown) =>
      logger.warn({ code: 'recorder.overdue', err }, 'could not count'),
    );
  }, limits.overdueIntervalMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
