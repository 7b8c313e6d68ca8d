import type { DeadLetterIndex } from '@stakelog/projections';
import type { Metrics } from '@stakelog/runtime';
import type { Commands } from './commands/commands';
import type { PartitionState } from './operations/partition-states';

/** The api's own metrics, beside those of every process. */
export function apiMetrics(metrics: Metrics) {
  return {
    append: metrics.latency('append_duration_seconds', 'Of one command, from its call on.'),
    appendUnknown: metrics.counter('append_unknown_total', 'Appends without an outcome.', [
      'cause',
    ]),
    dropped: metrics.counter('fence_dropped_batches_total', 'Batches that do not count.', [
      'reason',
    ]),
  };
}

/** Values that are asked for at each scrape. */
export function watchApi(
  metrics: Metrics,
  commands: Commands,
  partitions: () => readonly PartitionState[],
): void {
  metrics.gauge('requests_in_flight', 'Commands that wait for their answer.', [], (gauge) =>
    gauge.set(commands.requestsInFlight),
  );
  metrics.gauge(
    'partition_silence_seconds',
    'For how long it is proved that no batch counted.',
    ['partition'],
    (gauge) => {
      for (const { partition, silentMs } of partitions())
        gauge.set({ partition: String(partition) }, silentMs / 1_000);
    },
  );
}

/** What waits for an operator. */
export function watchDeadLetters(metrics: Metrics, index: DeadLetterIndex): void {
  metrics.gauge('dead_letters_open', 'Not retried, not discarded.', ['topic', 'cause'], (gauge) => {
    gauge.reset();
    for (const { topic, cause, count } of index.openCounts()) gauge.set({ topic, cause }, count);
  });
}
