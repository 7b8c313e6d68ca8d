import { topicNames } from '@stakelog/contracts';
import { connectCodec } from '@stakelog/kafka';
import { readConfig } from '@stakelog/runtime';
import { AuditConfig } from './audit.config';
import { kafkaLog } from './log/kafka-log';

/** The log of the environment, and the codec of its registry. */
export async function connectRecorded() {
  const config = readConfig(AuditConfig);
  const codec = await connectCodec(config.SCHEMA_REGISTRY_URL, topicNames, 10_000);
  return { log: kafkaLog({ brokers: config.KAFKA_BROKERS, clientId: 'audit' }), codec, config };
}
