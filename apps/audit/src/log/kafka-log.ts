import {
  fetchRanges,
  openReader,
  readRecordAt,
  type KafkaConnection,
  type LogRecord,
} from '@stakelog/kafka';
import type { RecordedLog } from './recorded-log';

/** Small, so that a walk with a reader for each of its inputs stays within a modest heap. */
const queueRecordsMax = 4_000;
const queueBytesMax = 1024 * 1024;
/** What is on its way is what a collection of garbage copies: a small answer is gone before the next one. */
const fetchMaxBytes = 1024 * 1024;

/** The topics of a broker, each range read by a reader of its own that ends with it. */
export const kafkaLog = (connection: KafkaConnection): RecordedLog => ({
  ranges: (topic) => fetchRanges(connection, topic),

  async *read(topic, partition, from, until) {
    if (until === from + 1) {
      const record = await readRecordAt(connection, topic, partition, from);
      if (record !== undefined) yield [record];
      return;
    }
    if (from >= until) return;
    const start = new Map([[partition, from]]);
    const bounds = { queueRecordsMax, queueBytesMax, fetchMaxBytes };
    const reader = openReader({ ...connection, topic, from: start, ...bounds });
    try {
      for (let next = from; next < until;) {
        const records: readonly LogRecord[] = await reader.next(partition);
        next = (records.at(-1)?.offset ?? next) + 1;
        yield next > until ? records.filter(({ offset }) => offset < until) : records;
      }
    } finally {
      await reader.close();
    }
  },

  async *follow(topic, from) {
    let failure: Error | undefined;
    let arrival = Promise.withResolvers<void>();
    const onError = (error: Error) => {
      failure = error;
      arrival.resolve();
    };
    const reader = openReader({ ...connection, topic, from, onError });
    reader.onData(() => arrival.resolve());
    try {
      for (;;) {
        for (const partition of from.keys()) yield* reader.drain(partition);
        if (failure !== undefined) throw failure;
        await arrival.promise;
        arrival = Promise.withResolvers<void>();
      }
    } finally {
      await reader.close();
    }
  },
});
