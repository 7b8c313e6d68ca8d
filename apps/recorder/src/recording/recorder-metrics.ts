import { crashPoint, type Logger, type Metrics } from '@stakelog/runtime';
import type { RecorderWatch } from './recording-parts';
import type { TopicRecorder } from './topic-recorder';

/** Everything that is counted or logged while recording. */
export function recorderWatch(metrics: Metrics, logger: Logger): RecorderWatch {
  const rows = metrics.counter('recorder_rows_total', 'Rows inserted.', ['table']);
  const seconds = metrics.latency('recorder_insert_seconds', 'One block into one table.', [
    'table',
  ]);
  const retries = metrics.counter('recorder_retries_total', 'Inserts or questions tried again.');
  const cuts = metrics.counter('recorder_cuts_total', 'Partitions whose log went back.', ['topic']);
  const waiting = metrics.gauge(
    'recorder_moves_waiting',
    'Settlements that were not gathered with their bets at the last look: questions look them up.',
  );
  return {
    inserted: (table, count, took) => {
      rows.inc({ table }, count);
      seconds.observe({ table }, took);
    },
    retrying: (problem) => {
      retries.inc();
      logger.warn({ code: 'recorder.retrying', err: problem }, 'tried again');
    },
    gathered: (left) => waiting.set(left),
    cut: (topic, partition, position) => {
      cuts.inc({ topic });
      const at = position?.nextOffset ?? 0;
      logger.error(
        { code: 'recorder.cut', topic, partition, at },
        'the log went back: recorded again',
      );
    },
    point: (name) => crashPoint(`recorder.${name}`),
  };
}

/** How far behind the log each partition is, asked at each scrape. */
export function watchLag(metrics: Metrics, recorders: readonly TopicRecorder[]): void {
  metrics.gauge(
    'recorder_lag_records',
    'Records that are in the log and not yet in ClickHouse.',
    ['topic', 'partition'],
    (gauge) => {
      for (const recorder of recorders)
        for (const { partition, recordedNext, endNext } of recorder.recordedTo())
          gauge.set(
            { topic: recorder.topic, partition: String(partition) },
            endNext - recordedNext,
          );
    },
  );
}
