import { assert } from '@stakelog/contracts';
import produce, { type ProduceArguments } from 'kafkajs/src/protocol/requests/produce';
import { version } from 'kafkajs/package.json';

/**
 * Our record batch on its way through kafkajs, in the place of one message's value.
 * Neither a Buffer nor text on purpose: were our encoder not installed, the one of kafkajs would
 * throw on it before a byte is sent, so that it can never be taken for a value.
 */
export class EncodedBatch {
  constructor(readonly bytes: Buffer) {}
}

const installed = new WeakSet<object>();

/**
 * Lets kafkajs send an `EncodedBatch` as it is. kafkajs groups messages in quadratic time, allocates
 * a buffer per field and captures those functions when it loads; but it looks up the encoder of each
 * produce request in this one table, so that one entry replaces all three. A request of plain
 * messages goes the old way. Works under any loader: it needs no module cache.
 */
export function installEncoder(): void {
  if (installed.has(produce)) return;
  assert(version === '2.2.4', 'our encoder is proved with exactly kafkajs 2.2.4');
  const original = produce.protocol;
  produce.protocol = (of) => (request) => {
    const exchange = original(of)(request);
    if (!carriesBatches(request)) return exchange;
    assert(of.version >= 3, 'record batches of format 2 need produce version 3');
    return { ...exchange, request: { ...exchange.request, encode: async () => encode(request) } };
  };
  installed.add(produce);
}

function carriesBatches({ topicData }: ProduceArguments): boolean {
  return topicData.some(({ partitions }) =>
    partitions.some(({ messages }) => messages.some(({ value }) => value instanceof EncodedBatch)),
  );
}

/** The body of a produce request, versions 3 to 7: transactional id, acks, timeout, topics. */
function encode({ acks, timeout, compression = 0, transactionalId, topicData }: ProduceArguments) {
  assert(acks === -1, 'a batch is acknowledged by all replicas');
  assert(compression === 0, 'our record batches are not compressed');
  assert(transactionalId === undefined || transactionalId === null, 'we use no transactions');
  const parts: Buffer[] = [head(acks, timeout, topicData.length)];
  for (const { topic, partitions } of topicData) {
    parts.push(int16(Buffer.byteLength(topic)), Buffer.from(topic), int32(partitions.length));
    for (const { partition, messages } of partitions) {
      const [message] = messages;
      assert(messages.length === 1, 'one encoded batch for each partition');
      assert(message?.value instanceof EncodedBatch, 'batches and messages do not mix');
      parts.push(int32(partition), int32(message.value.bytes.length), message.value.bytes);
    }
  }
  const bytes = Buffer.concat(parts);
  return { buf: bytes, buffer: bytes };
}

function head(acks: number, timeout: number, topics: number): Buffer {
  return Buffer.concat([int16(-1), int16(acks), int32(timeout), int32(topics)]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}
