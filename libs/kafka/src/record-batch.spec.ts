import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import Decoder from 'kafkajs/src/protocol/decoder';
import { RecordBatch } from 'kafkajs/src/protocol/recordBatch/v0';
import decodeBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder';
import Record from 'kafkajs/src/protocol/recordBatch/record/v0';
import { crc32c } from './crc32c';
import {
  encodeRecordBatch,
  recordBatchBytes,
  recordBytes,
  type AppendRecord,
} from './record-batch';

/** Text whose bytes are more than its letters, and bytes that are no text. */
const content = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 }));
const bytes = content.map((some) => (typeof some === 'string' ? some : Buffer.from(some)));
const nullable = fc.option(bytes, { nil: null });
/** kafkajs's decoder takes the names of Object's own methods for headers that came before. */
const headerName = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((name) => !(name in Object.prototype));
const headers = fc.dictionary(headerName, bytes, {
  maxKeys: 4,
  noNullPrototype: true,
});
const record: fc.Arbitrary<AppendRecord> = fc.oneof(
  fc.record({ key: nullable, value: nullable }),
  fc.record({ key: nullable, value: nullable, headers }),
);
const batch = fc.array(record, { minLength: 1, maxLength: 150 });
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });

/** What kafkajs itself would have sent. */
async function encodedByKafkajs(records: readonly AppendRecord[], atMs: number): Promise<Buffer> {
  const encoder = await RecordBatch({
    records: records.map((each, offsetDelta) => Record({ ...each, offsetDelta })),
    firstTimestamp: atMs,
    maxTimestamp: atMs,
    lastOffsetDelta: records.length - 1,
  });
  return Buffer.from(encoder.buffer);
}

const asBuffer = (some: Buffer | string | null) => (some === null ? null : Buffer.from(some));

describe('a record batch', () => {
  it('is byte for byte the one of kafkajs', () =>
    fc.assert(
      fc.asyncProperty(batch, time, async (records, atMs) => {
        const ours = encodeRecordBatch(records, atMs);
        expect(ours.equals(await encodedByKafkajs(records, atMs))).toBe(true);
      }),
      { verbose: true },
    ));

  it('has the time of each record that names one', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.nat(1_000_000_000), { nil: undefined }), {
          minLength: 1,
          maxLength: 40,
        }),
        time,
        async (laterMs, atMs) => {
          const records = laterMs.map((each) => ({
            key: null,
            value: 'v',
            ...(each === undefined ? {} : { timestampMs: atMs + each }),
          }));
          const { records: read } = await decodeBatch(
            new Decoder(encodeRecordBatch(records, atMs)),
          );
          expect(read.map(({ timestamp }) => Number(timestamp))).toEqual(
            laterMs.map((each) => atMs + (each ?? 0)),
          );
        },
      ),
    ));

  it('is read back by kafkajs as it was written', () =>
    fc.assert(
      fc.asyncProperty(batch, time, async (records, atMs) => {
        const { records: read } = await decodeBatch(new Decoder(encodeRecordBatch(records, atMs)));
        expect(read).toHaveLength(records.length);
        for (const [index, { key, value, headers: sent = {} }] of records.entries()) {
          const back = read[index];
          expect(back).toMatchObject({ offset: String(index), timestamp: String(atMs) });
          expect(back?.key).toEqual(asBuffer(key));
          expect(back?.value).toEqual(asBuffer(value));
          const got = Object.entries(back?.headers ?? {}).map(([name, of]) => [name, of]);
          expect(got).toEqual(Object.entries(sent).map(([name, of]) => [name, asBuffer(of)]));
        }
      }),
      { verbose: true },
    ));

  it('is as long as it was said to be', () =>
    fc.assert(
      fc.property(batch, (records) => {
        const { length } = encodeRecordBatch(records, 0);
        expect(recordBatchBytes(records)).toBe(length);
        const summed = records.reduce((sum, each, index) => sum + recordBytes(each, index), 0);
        expect(length - summed).toBe(encodeRecordBatch([], 0).length);
      }),
    ));

  it('holds a batch at the limit of the topic, the largest index taking three bytes', async () => {
    const records = Array.from({ length: 20_000 }, (_, index) => ({
      key: `account-${index}`,
      value: Buffer.alloc(190, index),
    }));
    const ours = encodeRecordBatch(records, 1);
    expect(ours.length).toBeGreaterThan(4_000_000);
    expect(ours.equals(await encodedByKafkajs(records, 1))).toBe(true);
  });
});

describe('CRC-32C', () => {
  it.each<{ text: string; crc: number }>`
    text                                             | crc
    ${''}                                            | ${0}
    ${'a'}                                           | ${0xc1d04330}
    ${'123456789'}                                   | ${0xe3069283}
    ${'\0'.repeat(32)}                               | ${0x8a9136aa}
    ${'The quick brown fox jumps over the lazy dog'} | ${0x22620404}
  `('of $text', ({ text, crc }) => expect(crc32c(Buffer.from(text))).toBe(crc));

  it('of a part equals that of its copy', () =>
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(40), fc.nat(40), (some, skip, drop) => {
        const to = Math.max(skip, some.length - drop);
        const from = Math.min(skip, to);
        expect(crc32c(some, from, Math.min(to, some.length))).toBe(
          crc32c(some.slice(from, Math.min(to, some.length))),
        );
      }),
    ));
});
