import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import Decoder from 'kafkajs/src/protocol/decoder';
import { RecordBatch } from 'kafkajs/src/protocol/recordBatch/v0';
import decodeBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder';
import Record from 'kafkajs/src/protocol/recordBatch/record/v0';
import { readRecordBatches } from './read-record-batches';
import { encodeRecordBatch, type AppendRecord } from './record-batch';

const some = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const nullable = fc.option(some, { nil: null });
const headers = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 9 }), some, {
  maxKeys: 3,
  noNullPrototype: true,
});
const record: fc.Arbitrary<AppendRecord> = fc.oneof(
  fc.record({ key: nullable, value: nullable }),
  fc.record({
    key: nullable,
    value: nullable,
    headers: headers.filter((names) => Object.keys(names).every((name) => !(name in {}))),
  }),
);
const batch = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 80 }),
  atMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  laterMs: fc.nat(1_000_000_000),
  firstOffset: fc.nat(2 ** 45),
  appendTime: fc.boolean(),
});
type Batch = typeof batch extends fc.Arbitrary<infer Value> ? Value : never;

/** As a broker stores it. */
function stored({ records, atMs, laterMs, firstOffset, appendTime }: Batch): Buffer {
  const timed = records.map((each, index) => ({ ...each, timestampMs: atMs + index * laterMs }));
  const bytes = encodeRecordBatch(laterMs > 2 ** 31 / 80 ? records : timed, atMs);
  bytes.writeBigInt64BE(BigInt(firstOffset), 0);
  if (appendTime) bytes.writeInt16BE(8, 21);
  return bytes;
}

async function readByKafkajs(bytes: Buffer) {
  const { records } = await decodeBatch(new Decoder(bytes));
  return records.map(({ offset, timestamp, ...of }) => ({
    partition: 3,
    offset: Number(offset),
    appendedAtMs: Number(timestamp),
    key: of.key,
    value: of.value,
    headers: of.headers,
  }));
}

describe('the records of an answer', () => {
  it('are those that kafkajs reads, batch by batch', () =>
    fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 3 }), async (batches) => {
        const bytes = batches.map(stored);
        const theirs = await Promise.all(bytes.map(readByKafkajs));
        expect(await readRecordBatches(3, Buffer.concat(bytes))).toEqual(theirs.flat());
      }),
      { verbose: true },
    ));

  it('end before a batch that is cut short', () =>
    fc.assert(
      fc.asyncProperty(batch, batch, fc.double({ min: 0, max: 1, noNaN: true }), async (...of) => {
        const [first, second, share] = [stored(of[0]), stored(of[1]), of[2]];
        const cut = second.subarray(0, Math.floor(share * (second.length - 1)));
        const read = await readRecordBatches(3, Buffer.concat([first, cut]));
        expect(read).toEqual(await readByKafkajs(first));
      }),
    ));

  it('are read where they are compressed', async () => {
    const records = [1, 2, 3].map((each) => ({ key: `k${each}`, value: 'v'.repeat(99 * each) }));
    const { buffer } = await RecordBatch({
      compression: 1,
      records: records.map((each, offsetDelta) => Record({ ...each, offsetDelta })),
      firstTimestamp: 7,
      maxTimestamp: 7,
      lastOffsetDelta: 2,
    });
    const read = await readRecordBatches(0, Buffer.from(buffer));
    expect(read.map(({ value }) => value?.length)).toEqual([99, 198, 297]);
    expect(read.map(({ offset, appendedAtMs }) => [offset, appendedAtMs])).toEqual([
      [0, 7],
      [1, 7],
      [2, 7],
    ]);
  });

  it('are refused where a record is not as long as it says', async () => {
    const bytes = encodeRecordBatch([{ key: null, value: 'value' }], 0);
    bytes.writeInt8((bytes[61] ?? 0) + 2, 61);
    await expect(readRecordBatches(0, bytes)).rejects.toThrow('as long as it says');
  });
});
