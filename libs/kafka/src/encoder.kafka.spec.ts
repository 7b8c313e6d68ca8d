import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { prng } from '@stakelog/testing';
import { CompressionTypes, type Message, type Producer } from 'kafkajs';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAppender, type Appender } from './appender';
import { kafkaClient } from './connection';
import { EncodedBatch } from './install-encoder';
import { fetchEndOffsets } from './offsets';
import { openReader } from './reader';
import { encodeRecordBatch, type AppendRecord } from './record-batch';

const brokers = process.env['KAFKA_BROKERS'] ?? '';
const connection = { brokers: brokers.split(','), clientId: 'encoder-spec' };
const topic = `encoder-spec-${randomUUID()}`;
const tight = `encoder-spec-tight-${randomUUID()}`;
const admin = kafkaClient(connection).admin();
const opened: Appender[] = [];

function appenderTo(name: string): Appender {
  const appender = openAppender({ ...connection, topic: name });
  opened.push(appender);
  return appender;
}

const end = async (partition: number) =>
  (await fetchEndOffsets(connection, topic)).get(partition) ?? 0;

beforeAll(async () => {
  await admin.connect();
  const most = { name: 'max.message.bytes', value: String(4 * 1024 * 1024) };
  const tightly = { name: 'max.message.bytes', value: '1000' };
  await admin.createTopics({
    topics: [
      { topic, numPartitions: 4, replicationFactor: 1, configEntries: [most] },
      { topic: tight, numPartitions: 1, replicationFactor: 1, configEntries: [tightly] },
    ],
  });
});

afterAll(async () => {
  await Promise.all(opened.map((appender) => appender.close()));
  await admin.deleteTopics({ topics: [topic, tight] });
  await admin.disconnect();
});

it("is read by Kafka's own consumer as it was written", async () => {
  const seed = Date.now() & 0xffff;
  const sent = someRecords(seed);
  expect(await appenderTo(topic).append(0, sent)).toMatchObject({ baseOffset: 0 });
  expect({ seed, lines: readByKafka(0, sent.length) }).toEqual({ seed, lines: sent.map(line) });
});

it('is refused by kafkajs itself before a byte is sent, were our encoder not installed', async () => {
  const before = await end(1);
  const bytes = encodeRecordBatch([{ key: 'k', value: 'v' }], 1);
  let bare: Producer | undefined;
  jest.isolateModules(() => {
    // A kafkajs of its own, which our encoder has never seen.
    const { kafkaClient: bareClient } = jest.requireActual<{ kafkaClient: typeof kafkaClient }>(
      './connection',
    );
    bare = bareClient(connection).producer();
  });
  await bare?.connect();
  const sent = bare?.send({ topic, messages: [asMessage(1, bytes)] });
  await expect(sent).rejects.toThrow('argument must be of type string');
  await bare?.disconnect();
  expect(await end(1)).toBe(before);
});

it('leaves plain messages to kafkajs, and refuses what it cannot carry', async () => {
  appenderTo(topic); // installs the encoder
  const producer = kafkaClient(connection).producer();
  await producer.connect();
  const batch = asMessage(2, encodeRecordBatch([{ key: 'k', value: 'v' }], 1));
  const plain = { partition: 2, key: 'k', value: 'plain' };
  await producer.send({ topic, messages: [plain] });
  await expect(producer.send({ topic, messages: [plain, batch] })).rejects.toThrow('broken rule');
  await expect(
    producer.send({ topic, messages: [batch], compression: CompressionTypes.GZIP }),
  ).rejects.toThrow('broken rule: our record batches are not compressed');
  await expect(producer.send({ topic, messages: [batch], acks: 1 })).rejects.toThrow('broken rule');
  await producer.disconnect();
  const reader = openReader({ ...connection, topic, from: new Map([[2, 0]]) });
  expect((await reader.next(2)).map(({ value }) => String(value))).toEqual(['plain']);
  await reader.close();
});

it('carries a batch of four megabytes', async () => {
  const partition = 3;
  const value = Buffer.alloc(1_000, 7);
  const records = Array.from({ length: 4_000 }, (_, index) => ({ key: String(index), value }));
  const appender = appenderTo(topic);
  expect(await appender.append(partition, records)).toMatchObject({ baseOffset: 0 });
  expect(await end(partition)).toBe(4_000);
});

it('says that the bytes are refused where they are, and goes on', async () => {
  const appender = appenderTo(tight);
  const refused = await appender.append(0, [{ key: 'k', value: Buffer.alloc(2_000) }]);
  expect(refused).toEqual({ status: 'unknown', cause: 'MESSAGE_TOO_LARGE', bytesRefused: true });
  const taken = await appender.append(0, [{ key: 'k', value: 'v' }]);
  expect(taken).toMatchObject({ status: 'appended', baseOffset: 0 });
});

it('knows nothing where the topic has no such partition, or no broker answers', async () => {
  const unknown = { status: 'unknown', bytesRefused: false };
  expect(await appenderTo(tight).append(5, [{ key: 'k', value: 'v' }])).toMatchObject(unknown);
  const nowhere = openAppender({ ...connection, brokers: ['127.0.0.1:1'], topic });
  expect(await nowhere.append(0, [{ key: 'k', value: 'v' }])).toMatchObject(unknown);
  await nowhere.close();
});

it('has one batch in flight per partition', async () => {
  const appender = appenderTo(topic);
  const first = appender.append(1, [{ key: 'k', value: '1' }]);
  await expect(appender.append(1, [{ key: 'k', value: '2' }])).rejects.toThrow('broken rule');
  expect(await first).toMatchObject({ status: 'appended' });
});

function asMessage(partition: number, bytes: Buffer): Message {
  return { partition, value: new EncodedBatch(bytes) } as unknown as Message;
}

function someRecords(seed: number): AppendRecord[] {
  const random = prng(seed);
  const some = () =>
    Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)));
  const nullable = () => (random.percent(20) ? null : some());
  const extremes: AppendRecord[] = [
    { key: null, value: null },
    { key: '', value: '', headers: {} },
    { key: 'é', value: 'ü', headers: { 'trace-ß': 'x', empty: '' } },
  ];
  const more = Array.from({ length: 300 }, (_, index) => ({
    key: nullable(),
    value: nullable(),
    headers: { [`h${index % 7}`]: some() },
  }));
  return [...extremes, ...more];
}

const hex = (some: Buffer | string | null) =>
  some === null ? 'null' : `x${Buffer.from(some).toString('hex')}`;

function line({ key, value, headers = {} }: AppendRecord, offset: number): string {
  const sent = Object.entries(headers).map(([name, of]) => ` ${hex(name)}=${hex(of)}`);
  return `${offset} ${hex(key)} ${hex(value)}${sent.join('')}`;
}

/** What the Java client sees, which checks the batch's checksum as well. */
function readByKafka(partition: number, count: number): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'encoder-spec-'));
  const find =
    "import('./tools/servers/archives.mts').then(async (m) => console.log((await m.archives(() => {})).kafka))";
  try {
    const jars = String(execFileSync(process.execPath, ['-e', find], { stdio: 'pipe' })).trim();
    const program = join(directory, 'Reader.java');
    writeFileSync(program, javaReader);
    const args = ['-cp', `${jars}/*`, program, brokers, topic, String(partition), String(count)];
    return String(execFileSync('java', args, { stdio: 'pipe' }))
      .trim()
      .split('\n');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const javaReader = `
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

class Reader {
  static String hex(byte[] some) {
    return some == null ? "null" : "x" + HexFormat.of().formatHex(some);
  }

  public static void main(String[] args) {
    var settings = new HashMap<String, Object>();
    settings.put("bootstrap.servers", args[0]);
    settings.put("check.crcs", true);
    var of = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings, of, of)) {
      var partition = new TopicPartition(args[1], Integer.parseInt(args[2]));
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + 20_000_000_000L;
      for (int left = Integer.parseInt(args[3]); left > 0 && System.nanoTime() < deadline; )
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          var line = new StringBuilder(record.offset() + " " + hex(record.key()) + " " + hex(record.value()));
          for (Header header : record.headers())
            line.append(" ").append(hex(header.key().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .append("=").append(hex(header.value()));
          System.out.println(line);
          left--;
        }
    }
  }
}
`;
