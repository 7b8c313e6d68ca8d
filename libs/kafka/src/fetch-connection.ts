import type Cluster from 'kafkajs/src/cluster';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { connectCluster, disconnectQuietly, type KafkaConnection } from './connection';
import { fetchOver, type FetchedPartition, type FetchRequest } from './fetch-exchange';
import { LogError } from './log-error';
import { listOffsets } from './offsets';

/**
 * One connection to the brokers of a topic, as a reader uses it. An offset out of range is `inputs_rewound`; any
 * other error means that the connection is lost.
 */
export type FetchConnection = {
  /** Of these partitions, the ones that each broker leads. */
  leaders(partitions: readonly number[]): ReadonlyMap<string, readonly number[]>;
  fetch(leader: string, request: FetchRequest): Promise<readonly FetchedPartition[]>;
  ends(): Promise<ReadonlyMap<number, number>>;
  close(): void;
};

/** What a reader needs of the world: brokers and timers. Tests give it others. */
export type ReaderSurroundings = {
  connect(topic: string): Promise<FetchConnection>;
  monotonicMs(): number;
  /** Ends early when the signal aborts, by rejecting. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Lets timers and connections of the process have their turn. */
  turn(): Promise<void>;
};

export const kafkaSurroundings = (connection: KafkaConnection): ReaderSurroundings => ({
  connect: (topic) => connectFetches(connection, topic),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  turn: () => setImmediate(),
});

async function connectFetches(
  connection: KafkaConnection,
  topic: string,
): Promise<FetchConnection> {
  const cluster = await connectCluster(connection, topic);
  return {
    leaders: (partitions) =>
      new Map(Object.entries(cluster.findLeaderForPartitions(topic, partitions))),
    fetch: (nodeId, request) => fetchFrom(cluster, topic, nodeId, request),
    ends: () => listOffsets(cluster, topic, false),
    close: () => disconnectQuietly(cluster),
  };
}

async function fetchFrom(
  cluster: Cluster,
  topic: string,
  nodeId: string,
  request: FetchRequest,
): Promise<readonly FetchedPartition[]> {
  const broker = await cluster.findBroker({ nodeId });
  try {
    return await fetchOver(broker, topic, request);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'KafkaJSOffsetOutOfRange') throw error;
    throw outOfRange(topic, request.from, error);
  }
}

/** The log is not the one that was read (R6). */
export function outOfRange(topic: string, from: FetchRequest['from'], cause?: Error): LogError {
  const at = from.map(({ partition, offset }) => `${partition}/${offset}`).join(', ');
  return new LogError('inputs_rewound', `${topic}: out of range: ${at}`, cause);
}
