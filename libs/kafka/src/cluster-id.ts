import { kafkaClient, type KafkaConnection } from './connection';
import { LogError } from './log-error';

/** Names the log among all logs: another cluster, or one that was set up anew, has another. Throws `unreachable`. */
export async function fetchClusterId(connection: KafkaConnection): Promise<string> {
  const admin = kafkaClient(connection).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).clusterId;
  } catch (error) {
    throw new LogError('unreachable', 'the cluster’s id', error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
