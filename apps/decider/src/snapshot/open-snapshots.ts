import { topicNames } from '@stakelog/contracts';
import {
  connectCodec,
  fetchClusterId,
  kafkaLog,
  LogError,
  type KafkaConnection,
} from '@stakelog/kafka';
import { systemClock, type Logger } from '@stakelog/runtime';
import type { DeciderConfig } from '../decider.config';
import { SnapshotDirectory } from './snapshot-store';
import { Snapshots } from './snapshots';

const RETRY_MS = 250;

/** The log that this process reads, its codec, and the snapshots of that log. Waits while they are away. */
export async function openSnapshots(config: DeciderConfig, logger: Logger, role: string) {
  const connection: KafkaConnection = {
    brokers: config.KAFKA_BROKERS,
    clientId: `${role}-${config.ORDINAL}`,
  };
  const log = kafkaLog(connection);
  const [codec, cluster] = await Promise.all([
    connectCodec(config.SCHEMA_REGISTRY_URL, topicNames),
    untilReachable(() => fetchClusterId(connection)),
  ]);
  const store = new SnapshotDirectory(config.SNAPSHOT_DIR);
  const snapshots = new Snapshots({ store, log, codec, logger, cluster });
  return { log, codec, store, snapshots };
}

/** Asks until a broker answers. */
export async function untilReachable<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LogError) || error.recover !== 'retry') throw error;
      await systemClock.sleep(RETRY_MS);
    }
}
