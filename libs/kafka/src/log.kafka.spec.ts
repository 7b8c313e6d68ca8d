import { afterAll, beforeAll } from '@jest/globals';
import { defined } from '@stakelog/contracts';
import { logContract, memoryLog, requestsContract, type LogUnderTest } from '@stakelog/testing';
import { randomUUID } from 'node:crypto';
import { openAppender } from './appender';
import { kafkaClient } from './connection';
import { crc32c } from './crc32c';
import { openReader, openReaderOver, type LogReader } from './reader';
import { sharedSurroundings } from './shared-fetches';

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

/** The same read by readers that fetch together, beside one that asks for news all the time. */
async function sharedLog(): Promise<LogUnderTest> {
  const log = await kafkaLog();
  const topic = defined(made.at(-1), 'a topic was made');
  const shared = sharedSurroundings(connection);
  const beside = openReaderOver(shared, { topic, from: new Map([[1, 0]]) });
  return {
    ...log,
    read: (from, options = {}) => openReaderOver(shared, { topic, from, ...options }),
    close: async () => void (await Promise.all([log.close(), beside.close()])),
  };
}

logContract('Kafka', kafkaLog);
logContract('Kafka, fetched together', sharedLog);
requestsContract('Kafka', kafkaLog, crc32c);

// What a reader of the fake can do, a reader of Kafka can do, and the other way round.
void ((): LogReader => memoryLog().read(new Map()));
