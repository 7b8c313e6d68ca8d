import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import Cluster from 'kafkajs/src/cluster';
import createSocketFactory from 'kafkajs/src/network/socketFactory';

/** Where the log is and how to get in. */
export type KafkaConnection = {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
};

/** After this, a request without an answer has an unknown outcome. */
export const REQUEST_MS_MAX = 5_000;

/** Nothing is tried again inside kafkajs: whoever uses the connection knows what a failure means. */
function settings({ brokers, clientId, ssl, sasl }: KafkaConnection) {
  return {
    brokers: [...brokers],
    clientId,
    connectionTimeout: 2_000,
    requestTimeout: REQUEST_MS_MAX,
    retry: { retries: 0, initialRetryTime: 20, maxRetryTime: 200 },
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

/** One `Kafka` object for each producer or admin client: they share no state that way. */
export function kafkaClient(connection: KafkaConnection): Kafka {
  return new Kafka({ ...settings(connection), logLevel: logLevel.NOTHING });
}

/** A connected kafkajs cluster that knows the topic's leaders. Rejects when no broker answers. */
export async function connectCluster(connection: KafkaConnection, topic: string): Promise<Cluster> {
  const cluster = new Cluster({
    ...settings(connection),
    logger: kafkaClient(connection).logger(),
    socketFactory: createSocketFactory(),
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    isolationLevel: 0, // read uncommitted: there are no transactions
  });
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
    return cluster;
  } catch (error) {
    disconnectQuietly(cluster);
    throw error;
  }
}

/** Closes in the background: a connection that is given up has nothing more to tell. */
export function disconnectQuietly(client: { disconnect(): Promise<void> }): void {
  client.disconnect().catch(() => undefined);
}
