import type { TopicName } from '@stakelog/contracts';
import type { LogRecord, PartitionRange } from '@stakelog/kafka';

/** The topics as an auditor reads them: from offset to offset, never to the end of time. */
export type RecordedLog = {
  /** What each partition of the topic holds at this moment. */
  ranges(topic: TopicName): Promise<ReadonlyMap<number, PartitionRange>>;
  /** The records of `[from, until)`, in order, in slices of bounded size. */
  read(
    topic: TopicName,
    partition: number,
    from: number,
    until: number,
  ): AsyncIterable<readonly LogRecord[]>;
  /** Everything from these offsets on, for ever; partitions mixed as they come. */
  follow(topic: TopicName, from: ReadonlyMap<number, number>): AsyncIterable<LogRecord>;
};

/** Where each partition of the topic ends at this moment. */
export async function endsOf(
  log: Pick<RecordedLog, 'ranges'>,
  topic: TopicName,
): Promise<ReadonlyMap<number, number>> {
  return new Map([...(await log.ranges(topic))].map(([partition, { end }]) => [partition, end]));
}
