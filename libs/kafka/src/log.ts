import type { TopicName } from '@stakelog/contracts';
import { openAppender, type Appender } from './appender';
import type { KafkaConnection } from './connection';
import type { LogRecord } from './log-record';
import { fetchEndOffsets, readRecordAt } from './offsets';
import { openReader, openReaderOver, type LogReader, type ReadOptions } from './reader';
import { sharedSurroundings } from './shared-fetches';

/**
 * The log as one process sees it: Kafka, or the simulated one of the tests. Whatever reads or writes topics
 * takes this, so that the same code runs against both.
 */
export type Log = {
  /** Starts reading at once. */
  openReader(options: ReadOptions<TopicName>): LogReader;
  openAppender(topic: TopicName): Appender;
  /** The offset after the last record, for each partition of the topic. Throws `unreachable`. */
  endOffsets(topic: TopicName): Promise<ReadonlyMap<number, number>>;
  /** The record at this offset, or undefined where the log has none. Throws `unreachable`. */
  recordAt(topic: TopicName, partition: number, offset: number): Promise<LogRecord | undefined>;
};

export function kafkaLog(connection: KafkaConnection): Log {
  const shared = sharedSurroundings(connection);
  return {
    openReader: (options) =>
      options.shared === true
        ? openReaderOver(shared, options)
        : openReader({ ...connection, ...options }),
    openAppender: (topic) => openAppender({ ...connection, topic }),
    endOffsets: (topic) => fetchEndOffsets(connection, topic),
    recordAt: (...place) => readRecordAt(connection, ...place),
  };
}
