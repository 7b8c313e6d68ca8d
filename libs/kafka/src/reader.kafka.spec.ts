import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { openAppender } from './appender';
import { openBatchingAppender } from './batching-appender';
import { kafkaClient } from './connection';
import { crc32c } from './crc32c';
import { readRecordAt } from './offsets';
import { openReader } from './reader';

const connection = {
  brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
  clientId: 'reader-spec',
};
const admin = kafkaClient(connection).admin();
const made: string[] = [];

async function topic(partitions = 1, name = `reader-spec-${randomUUID()}`): Promise<string> {
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic: name, numPartitions: partitions, replicationFactor: 1 }],
  });
  made.push(name);
  return name;
}

async function append(to: string, values: readonly string[], partition = 0): Promise<void> {
  const appender = openAppender({ ...connection, topic: to });
  const records = values.map((value) => ({ key: 'k', value }));
  expect(await appender.append(partition, records)).toMatchObject({ status: 'appended' });
  await appender.close();
}

const valueOf = (index: number) => `value ${index}`;

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds() && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

beforeAll(() => admin.connect());
afterAll(async () => {
  await admin.deleteTopics({ topics: [...new Set(made)] });
  await admin.disconnect();
});

it('holds back one full partition and reads the others on', async () => {
  const name = await topic(2);
  const appender = openAppender({ ...connection, topic: name });
  const value = Buffer.alloc(1_000, 1);
  const records = Array.from({ length: 100 }, () => ({ key: 'k', value }));
  for (let batch = 0; batch < 50; batch++) await appender.append(0, records);
  await append(name, ['other'], 1);
  const bounds = { queueRecordsMax: 200, fetchMaxBytes: 200_000 };
  const from = new Map([
    [0, 0],
    [1, 0],
  ]);
  const reader = openReader({ ...connection, topic: name, from, ...bounds });
  expect(await reader.next(1)).toHaveLength(1);
  await until(() => reader.endOffset(0) === 5_000);
  await append(name, ['while the first is full'], 1);
  expect(await reader.next(1)).toHaveLength(1);
  let most = 0;
  for (let read = 0; read < 5_000;) {
    const taken = await reader.next(0);
    most = Math.max(most, taken.length);
    read += taken.length;
  }
  // What was waiting, and the one answer that filled it up.
  expect(most).toBeLessThanOrEqual(200 + 200);
  expect(reader.caughtUp(0)).toBe(true);
  await Promise.all([reader.close(), appender.close()]);
});

it('fails when the log it reads is replaced by another, shorter or longer one (F44)', async () => {
  for (const values of [['x'], ['a', 'b', 'x', 'd', 'e', 'f']]) {
    const name = await topic();
    await append(name, ['a', 'b', 'c']);
    const errors: string[] = [];
    const reader = openReader({
      ...connection,
      topic: name,
      from: new Map([[0, 0]]),
      onError: ({ code }) => errors.push(code),
    });
    expect(await reader.next(0)).toHaveLength(3);
    await admin.deleteTopics({ topics: [name] });
    await until(() => reader.trouble() !== undefined);
    await topic(1, name);
    await append(name, values);
    await expect(reader.next(0)).rejects.toMatchObject({ code: 'inputs_rewound' });
    expect(errors).toEqual(['inputs_rewound']);
    await reader.close();
  }
});

it('starts only behind the record that the position names (R6)', async () => {
  const name = await topic();
  await append(name, ['a', 'b', 'c']);
  const last = await readRecordAt(connection, name, 0, 1);
  expect(last?.value).toEqual(Buffer.from('b'));
  expect(await readRecordAt(connection, name, 0, 3)).toBeUndefined();
  const from = new Map([[0, 2]]);
  const crcBefore = new Map([[0, crc32c(Buffer.from('b'))]]);
  const right = openReader({ ...connection, topic: name, from, crcBefore });
  expect((await right.next(0)).map(({ offset }) => offset)).toEqual([2]);
  const wrong = openReader({ ...connection, topic: name, from, crcBefore: new Map([[0, 1]]) });
  await expect(wrong.next(0)).rejects.toMatchObject({ code: 'inputs_rewound' });
  await Promise.all([right.close(), wrong.close()]);
});

it('keeps answering at the end while nothing happens', async () => {
  const name = await topic();
  await append(name, ['a']);
  const reader = openReader({ ...connection, topic: name, from: new Map([[0, 1]]) });
  await until(() => reader.answeredAtEndMs(0) !== undefined);
  const first = reader.answeredAtEndMs(0) ?? 0;
  await until(() => (reader.answeredAtEndMs(0) ?? 0) > first + 100);
  expect(reader.trouble()).toBeUndefined();
  await reader.close();
});

it('says what is wrong while no broker answers, and never gives up', async () => {
  const nowhere = { brokers: ['127.0.0.1:1'], clientId: 'nowhere' };
  const reader = openReader({ ...nowhere, topic: 'any', from: new Map([[0, 0]]) });
  await until(() => reader.trouble()?.includes('ECONNREFUSED') ?? false);
  expect(reader.answeredAtEndMs(0)).toBeUndefined();
  await reader.close();
});

it('appends what many callers bring, each with its own offset', async () => {
  const name = await topic();
  const appender = openBatchingAppender(openAppender({ ...connection, topic: name }), {
    batchBytesMax: 5_000,
  });
  const appended = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) =>
      appender.append(0, { key: 'k', value: valueOf(index) }),
    ),
  );
  const offsets = appended.map((each) => (each.status === 'appended' ? each.offset : -1));
  expect(offsets).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
  expect(appender.pending()).toBe(0);
  expect((await readRecordAt(connection, name, 0, 777))?.value).toEqual(Buffer.from(valueOf(777)));
  await expect(appender.append(0, { key: 'k', value: Buffer.alloc(5_001) })).rejects.toMatchObject({
    code: 'too_large',
  });
  await appender.close();
});

it('sends nothing behind an unknown outcome where order is kept', async () => {
  const options = { brokers: ['127.0.0.1:1'], clientId: 'nowhere', topic: 'any' };
  const appender = openBatchingAppender(openAppender(options), {
    batchBytesMax: 200,
    keepOrder: true,
  });
  const value = Buffer.alloc(100);
  const all = [1, 2, 3].map(() => appender.append(0, { key: 'k', value }));
  const started = performance.now();
  for (const appended of await Promise.all(all))
    expect(appended).toMatchObject({ status: 'unknown' });
  expect(performance.now() - started).toBeLessThan(2_000);
  await appender.close();
});
