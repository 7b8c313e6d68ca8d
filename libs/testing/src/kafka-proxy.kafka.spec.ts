import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAppender, openReader, type Appended } from '@stakelog/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { KafkaProxy, type ProduceFate } from './kafka-proxy';

const topic = `kafka-proxy-spec-${randomUUID()}`;
const [host = '', port = ''] = (process.env['KAFKA_BROKERS'] ?? '').split(':');
const broker = { host, port: Number(port) };
const direct = { brokers: [`${host}:${port}`], clientId: 'direct' };
const admin = new Kafka({ ...direct, logLevel: logLevel.NOTHING }).admin();
beforeAll(async () => {
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 2, replicationFactor: 1 }] });
});
afterAll(async () => {
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
});

const through = (of: KafkaProxy) => ({ brokers: [`127.0.0.1:${of.port}`], clientId: 'through' });

async function end(partition = 0): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return Number(offsets.find((of) => of.partition === partition)?.high);
}

/** Appends one record through a proxy of its own under this fate; what was told, and how many it became. */
async function appendUnder(fate: ProduceFate) {
  const own = await KafkaProxy.open(broker);
  const appender = openAppender({ ...through(own), topic });
  const caught = own.catchProduce({ topic, partition: 0 }, fate);
  const before = await end();
  const appended = await appender.append(0, [{ key: null, value: Buffer.from('caught') }]);
  const count = (await end()) - before;
  const close = () => Promise.allSettled([appender.close(), own.close()]);
  return { appended, count, caught, before, close };
}

async function untilEnd(offset: number): Promise<number> {
  const untilMs = performance.now() + 10_000;
  while ((await end()) < offset && performance.now() < untilMs);
  return end();
}

const status = ({ status: of }: Appended) => of;

describe('a kafka proxy', () => {
  it('keeps its clients, and passes what nobody asked it to catch', async () => {
    const own = await KafkaProxy.open(broker);
    const appender = openAppender({ ...through(own), topic });
    const appended = await appender.append(1, [{ key: null, value: Buffer.from('passed') }]);
    await appender.close();
    expect(appended).toMatchObject({ status: 'appended', baseOffset: (await end(1)) - 1 });
    const reader = openReader({ ...through(own), topic, from: new Map([[1, 0]]) });
    expect(await reader.next(1)).toMatchObject([{ value: Buffer.from('passed') }]);
    await Promise.all([reader.close(), own.close()]);
  });

  it.each([
    ['drop-request', 0],
    ['drop-response', 1],
  ] as const)(
    '%s: the outcome is unknown and the log has %d of it',
    async (fate, count) => {
      const under = await appendUnder(fate);
      expect([status(under.appended), under.count, under.caught.count()]).toEqual([
        'unknown',
        count,
        1,
      ]);
      await under.close();
    },
    30_000,
  );

  it('lets a held request go though its client has given up', async () => {
    const { appended, count, caught, before, close } = await appendUnder('hold-request');
    expect([status(appended), count]).toEqual(['unknown', 0]);
    caught.release();
    expect(await untilEnd(before + 1)).toBe(before + 1);
    await close();
  }, 30_000);

  it.each([
    [19, false, 'NOT_ENOUGH_REPLICAS', false],
    [20, true, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', false],
    [10, false, 'MESSAGE_TOO_LARGE', true],
  ])(
    'tells error %d, appended %s, as a broker would',
    async (errorCode, isAppended, cause, bytesRefused) => {
      const under = await appendUnder({ errorCode, appended: isAppended });
      expect(under.appended).toMatchObject({ status: 'unknown', cause, bytesRefused });
      expect(under.count).toBe(isAppended ? 1 : 0);
      await under.close();
    },
    30_000,
  );

  it('withholds the records of one partition and tells where it ends', async () => {
    const appender = openAppender({ ...direct, topic });
    const own = await KafkaProxy.open(broker);
    own.withhold(topic, 0);
    const from = new Map([
      [0, await end(0)],
      [1, await end(1)],
    ]);
    const reader = openReader({ ...through(own), topic, from });
    for (const index of [0, 1])
      await appender.append(index, [{ key: null, value: Buffer.from('new') }]);
    expect(await reader.next(1)).toHaveLength(1);
    const untilMs = performance.now() + 10_000;
    while (reader.endOffset(0) !== (from.get(0) ?? 0) + 1 && performance.now() < untilMs)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect([reader.endOffset(0), reader.drain(0)]).toEqual([(from.get(0) ?? 0) + 1, []]);
    own.heal();
    expect(await reader.next(0)).toHaveLength(1);
    await Promise.allSettled([reader.close(), appender.close(), own.close()]);
  }, 30_000);
});
