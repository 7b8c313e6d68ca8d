import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fetchEndOffsets, openAppender, openReader, type LogRecord } from '@stakelog/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { matchDay } from './match-day/match-day';
import { feedOver, judged, PARTITIONS } from './testing/feed-under-test';

const connection = {
  brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
  clientId: 'feed-spec',
};
const topic = `feed-spec-${randomUUID()}`;
const from = new Map(Array.from({ length: PARTITIONS }, (_, of) => [of, 0]));
const closing: (() => Promise<void>)[] = [];
const admin = new Kafka({ ...connection, logLevel: logLevel.NOTHING }).admin();

beforeAll(async () => {
  await admin.connect();
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
  await admin.createTopics({
    topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1, configEntries }],
    waitForLeaders: true,
  });
}, 30_000);
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
}, 30_000);

function feedOnKafka() {
  const appender = openAppender({ ...connection, topic });
  const feed = feedOver({ appender, log: openReader({ ...connection, topic, from }) });
  closing.push(() => appender.close());
  return feed;
}

async function wholeLog(): Promise<readonly (readonly LogRecord[])[]> {
  const reader = openReader({ ...connection, topic, from });
  const read = [...from.keys()].map(() => [] as LogRecord[]);
  const ends = await fetchEndOffsets(connection, topic);
  for (const [partition, records] of read.entries())
    while (records.length < (ends.get(partition) ?? 0))
      records.push(...(await reader.next(partition)));
  await reader.close();
  return read;
}

it('writes a match day once, though its first process went away in the middle', async () => {
  const wanted = matchDay(11, 1);
  const first = feedOnKafka();
  await first.start();
  const playing = first.replay({ kind: 'match-days', seed: 11 });
  while (first.writer.state.replayNames().length === 0)
    await new Promise((resolve) => setTimeout(resolve, 1));
  await first.close();
  await playing;

  const second = feedOnKafka();
  await second.start();
  await second.replay({ kind: 'match-days', seed: 11 });
  expect(second.replays.summaries()).toMatchObject([{ state: 'finished', lines: wanted.length }]);
  await second.close();

  const facts = judged(await wholeLog())
    .filter(({ verdict, fact }) => verdict === 'apply' && fact.producerId === 'match-day')
    .map(({ fact }) => fact)
    .filter(({ type }) => type !== 'ProducerHeartbeat');
  const ids = facts.map(({ sourceId }) => sourceId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(wanted.length);
  for (const { fixtureId } of wanted.filter(({ statement }) => statement.type === 'FixtureDefined'))
    expect(typesOf(facts, fixtureId)).toEqual(
      typesOf(
        wanted.map((said) => said.statement),
        fixtureId,
      ),
    );
}, 60_000);

/** The order of one fixture's own facts. */
function typesOf(said: readonly { readonly type: string }[], fixture: string): readonly string[] {
  return said.flatMap((fact) =>
    'fixtureId' in fact && fact.fixtureId === fixture ? [fact.type] : [],
  );
}
