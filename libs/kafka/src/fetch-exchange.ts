import { assert } from '@stakelog/contracts';
import type Cluster from 'kafkajs/src/cluster';
import fetch from 'kafkajs/src/protocol/requests/fetch';
import shuffled from 'kafkajs/src/utils/shuffle';
import { ByteCursor } from './byte-cursor';
import type { LogRecord } from './log-record';
import { readRecordBatches } from './read-record-batches';

/** What one fetch found in a partition: whole batches, which may begin before the offset that was asked for. */
export type FetchedPartition = {
  readonly partition: number;
  readonly highWatermark: number;
  readonly records: readonly LogRecord[];
};

export type FetchRequest = {
  /** Without news, the broker answers after this long. */
  readonly waitMsMax: number;
  readonly bytesMax: number;
  readonly partitionBytesMax: number;
  /** What the broker waits for; 1 without it: anything. */
  readonly bytesMin?: number;
  readonly from: readonly { readonly partition: number; readonly offset: number }[];
};

const FETCH = 1;
/** The newest that kafkajs speaks, and every broker since Kafka 2.3. */
const VERSION = 11;

type Answer = {
  readonly throttleTime: 0;
  readonly clientSideThrottleTime: number;
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly (FetchedPartition & { readonly errorCode: number })[];
  }[];
};

/** Asks a broker with the request of kafkajs, and reads its answer ourselves. */
export async function fetchOver(
  broker: Cluster.Broker,
  topic: string,
  { waitMsMax, bytesMax, partitionBytesMax, from, bytesMin = 1 }: FetchRequest,
): Promise<readonly FetchedPartition[]> {
  const request = broker.lookupRequest<Answer>(FETCH, ours);
  const { responses } = await broker.connectionPool.send(
    request({
      maxWaitTime: waitMsMax,
      minBytes: bytesMin,
      maxBytes: bytesMax,
      isolationLevel: 0, // read uncommitted: there are no transactions
      topics: [{ topic, partitions: shuffled(from.map((each) => asked(each, partitionBytesMax))) }],
      rackId: '',
    }),
  );
  return responses.flatMap(({ partitions }) => partitions);
}

const asked = (
  { partition, offset }: FetchRequest['from'][number],
  maxBytes: number,
): fetch.AskedPartition => ({ partition, fetchOffset: String(offset), maxBytes });

/** What kafkajs makes of errors stays. */
const ours: fetch.Definition<Answer> = {
  versions: fetch.versions,
  protocol: (of) => (request) => {
    assert(of.version === VERSION, 'a broker is of Kafka 2.3 or newer');
    const exchange = fetch.protocol<Answer>(of)(request);
    return { ...exchange, response: { ...exchange.response, decode: decodeAnswer } };
  },
};

/** The body of a fetch response, version 11. */
export async function decodeAnswer(bytes: Buffer): Promise<Answer> {
  const cursor = new ByteCursor(bytes);
  const clientSideThrottleTime = cursor.int32();
  cursor.at += 6; // error, which each partition has as well, and session
  const responses: Answer['responses'][number][] = [];
  for (let left = cursor.int32(); left > 0; left--) {
    const topicName = cursor.take(cursor.int16()).toString('utf8');
    const partitions = [];
    for (let of = cursor.int32(); of > 0; of--) partitions.push(await decodePartition(cursor));
    responses.push({ topicName, partitions });
  }
  return { throttleTime: 0, clientSideThrottleTime, responses };
}

async function decodePartition(cursor: ByteCursor) {
  const partition = cursor.int32();
  const errorCode = cursor.int16();
  const highWatermark = cursor.int64();
  cursor.at += 16; // the last stable offset, the first one
  const aborted = cursor.int32();
  cursor.at += 16 * Math.max(0, aborted); // of transactions, each a producer and an offset
  cursor.at += 4; // preferred replica
  const bytes = cursor.take(Math.max(0, cursor.int32()));
  return {
    partition,
    errorCode,
    highWatermark,
    records: await readRecordBatches(partition, bytes),
  };
}
