import { describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';

const { KAFKA_BROKERS = '', SCHEMA_REGISTRY_URL = '', REDIS_URL = '' } = process.env;

describe('the servers of the suite', () => {
  it('are there before the first spec runs', async () => {
    const admin = new Kafka({ brokers: [KAFKA_BROKERS], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    await admin.disconnect();
    expect(brokers).toHaveLength(1);
    expect((await fetch(`${SCHEMA_REGISTRY_URL}/subjects`)).status).toBe(200);
    expect(REDIS_URL).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
  });
});
