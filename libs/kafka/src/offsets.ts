import { assert } from '@stakelog/contracts';
import type Cluster from 'kafkajs/src/cluster';
import { connectCluster, disconnectQuietly, type KafkaConnection } from './connection';
import { fetchOver } from './fetch-exchange';
import { LogError } from './log-error';
import type { LogRecord } from './log-record';

/** Where a partition begins and where its next record will go. */
export type PartitionRange = { readonly start: number; readonly end: number };

/** What each partition of the topic holds now. Throws `unreachable`. */
export function fetchRanges(
  connection: KafkaConnection,
  topic: string,
): Promise<ReadonlyMap<number, PartitionRange>> {
  return withCluster(connection, topic, async (cluster) => {
    const starts = await listOffsets(cluster, topic, true);
    const ends = await listOffsets(cluster, topic, false);
    return new Map([...ends].map(([of, end]) => [of, { start: starts.get(of) ?? 0, end }]));
  });
}

/** The offset after the last record, for each partition of the topic. Throws `unreachable`. */
export function fetchEndOffsets(
  connection: KafkaConnection,
  topic: string,
): Promise<ReadonlyMap<number, number>> {
  return withCluster(connection, topic, (cluster) => listOffsets(cluster, topic, false));
}

/** The record at this offset, or undefined where the log has none. Throws `unreachable`. */
export function readRecordAt(
  connection: KafkaConnection,
  topic: string,
  partition: number,
  offset: number,
): Promise<LogRecord | undefined> {
  return withCluster(connection, topic, async (cluster) => {
    const end = (await listOffsets(cluster, topic, false)).get(partition) ?? 0;
    if (offset < 0 || offset >= end) return undefined;
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    assert(nodeId !== undefined, 'a partition with an end has a leader');
    const broker = await cluster.findBroker({ nodeId });
    const [fetched] = await fetchOver(broker, topic, {
      waitMsMax: 0,
      bytesMin: 0,
      bytesMax: 1,
      partitionBytesMax: 1, // one batch at least
      from: [{ partition, offset }],
    });
    return fetched?.records.find((record) => record.offset === offset);
  });
}

export async function listOffsets(
  cluster: Cluster,
  topic: string,
  fromBeginning: boolean,
): Promise<ReadonlyMap<number, number>> {
  const partitions = cluster
    .findTopicPartitionMetadata(topic)
    .map(({ partitionId }) => ({ partition: partitionId }));
  const offsets = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning }]);
  return new Map(
    offsets.flatMap((of) => of.partitions.map((p) => [p.partition, Number(p.offset)] as const)),
  );
}

async function withCluster<Answer>(
  connection: KafkaConnection,
  topic: string,
  ask: (cluster: Cluster) => Promise<Answer>,
): Promise<Answer> {
  let cluster: Cluster | undefined;
  try {
    cluster = await connectCluster(connection, topic);
    return await ask(cluster);
  } catch (error) {
    throw error instanceof LogError ? error : new LogError('unreachable', topic, error);
  } finally {
    if (cluster !== undefined) disconnectQuietly(cluster);
  }
}
