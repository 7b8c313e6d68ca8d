import type { MarketTable } from '@stakelog/domain';
import type { Clock, Metrics } from '@stakelog/runtime';
import type { Tenure } from './partition/tenure';

/** A producer that was not heard for so long has gone, and is silent no more. */
const GONE_AFTER_MS = 3_600_000;

/** What waits for whom, asked at each scrape. */
export function watchWaiting(
  metrics: Metrics,
  tenures: () => readonly Tenure[],
  table: MarketTable,
  clock: Pick<Clock, 'nowMs'>,
): void {
  metrics.gauge(
    'commands_oldest_age_seconds',
    'Of the oldest command that was read and is not decided.',
    ['partition'],
    (gauge) => {
      for (const { partition, commands } of tenures()) {
        const nowMs = clock.nowMs();
        const ageMs = nowMs - (commands.oldestAppendedAtMs() ?? nowMs);
        gauge.set({ partition }, Math.max(0, ageMs) / 1_000);
      }
    },
  );
  metrics.gauge(
    'producer_silence_seconds',
    'Since the newest heartbeat that was adopted, in the partition that heard it longest ago.',
    ['producer'],
    (gauge) => {
      gauge.reset();
      for (const [producer, silentMs] of silences(table, clock.nowMs()))
        if (silentMs < GONE_AFTER_MS) gauge.set({ producer }, silentMs / 1_000);
    },
  );
}

function silences({ producers }: MarketTable, nowMs: number): ReadonlyMap<string, number> {
  const longest = new Map<string, number>();
  for (const [key, { heardAtMs }] of producers.liveness) {
    const producer = key.slice(key.indexOf('/') + 1);
    longest.set(producer, Math.max(longest.get(producer) ?? 0, nowMs - heardAtMs));
  }
  return longest;
}
