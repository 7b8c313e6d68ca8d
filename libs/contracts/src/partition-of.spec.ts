import { expect, it } from '@jest/globals';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partition-of';

const kafkaClient = Partitioners.DefaultPartitioner();
const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({
  partitionErrorCode: 0,
  partitionId,
  leader: 1,
  replicas: [1],
  isr: [1],
}));

it.each(['a', 'ab', 'abc', 'abcd', 'k7x2m4q8w1z9p3r5', 'fixture:é', 'bf:29635049'])(
  'sends %s where every Kafka client sends it',
  (key) => {
    const message = { key, value: null };
    expect(partitionOf(key, 12)).toBe(kafkaClient({ topic: 't', partitionMetadata, message }));
  },
);
