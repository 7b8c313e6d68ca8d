import { afterAll, beforeAll } from '@jest/globals';
import { logContract, memoryLog, requestsContract, type LogUnderTest } from '@stakelog/testing';
import { randomUUID } from 'node:crypto';
import { openAppender } from './appender';
import { kafkaClient } from './connection';
import { crc32c } from './crc32c';
import { openReader, type LogReader } from './reader';

const connection = {
  brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
  clientId: 'log-spec',
};
const admin = kafkaClient(connection).admin();
const made: string[] = [];

/** A topic of its own for each test. */
async function kafkaLog(): Promise<LogUnderTest> {
  const topic = `log-spec-${randomUUID()}`;
  await admin.createTopics({ topics: [{ topic, numPartitions: 2, replicationFactor: 1 }] });
  made.push(topic);
  const appender = openAppender({ ...connection, topic });
  const read = (from: ReadonlyMap<number, number>, options = {}): LogReader =>
    openReader({ ...connection, topic, from, ...options });
  return { ...appender, read };
}

beforeAll(() => admin.connect());
afterAll(async () => {
  await admin.deleteTopics({ topics: made });
  await admin.disconnect();
});

logContract('Kafka', kafkaLog);
requestsContract('Kafka', kafkaLog, crc32c);

// What a reader of the fake can do, a reader of Kafka can do, and the other way round.
void ((): LogReader => memoryLog().read(new Map()));
