import { assert } from '@stakelog/contracts';
import Decoder from 'kafkajs/src/protocol/decoder';
import decodeBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder';
import { ByteCursor } from './byte-cursor';
import type { LogRecord } from './log-record';

/** Bytes of a batch's first offset and its length, which the length does not count. */
const UNCOUNTED_BYTES = 12;
const HEADER_BYTES = 61;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const FIRST_TIME_AT = 27;
const GREATEST_TIME_AT = 35;
const COUNT_AT = 57;
const COMPRESSION = 7;
/** The broker's append time, which is the greatest time, holds for all records of the batch. */
const APPEND_TIME = 8;

const noHeaders: Readonly<Record<string, Buffer>> = {};

/**
 * The records of the batches (format 2) that a fetch answered for one partition. The last batch may be cut short: it
 * is left out, and asked for again. Keys and values are parts of `bytes`. kafkajs makes an object for each number and
 * text of each offset and time, at four times the cost; compressed batches, which we do not write, are left to it.
 */
export async function readRecordBatches(partition: number, bytes: Buffer): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (let from = 0; from + HEADER_BYTES <= bytes.length;) {
    const to = from + UNCOUNTED_BYTES + bytes.readInt32BE(from + 8);
    if (to > bytes.length) break;
    assert(bytes[from + MAGIC_AT] === 2, 'brokers answer with record batches of format 2');
    const batch = bytes.subarray(from, to);
    if ((batch.readInt16BE(ATTRIBUTES_AT) & COMPRESSION) === 0)
      readBatch(partition, batch, records);
    else records.push(...(await readCompressed(partition, batch)));
    from = to;
  }
  return records;
}

function readBatch(partition: number, batch: Buffer, records: LogRecord[]): void {
  const cursor = new ByteCursor(batch);
  const firstOffset = cursor.int64At(0);
  const hasAppendTime = (batch.readInt16BE(ATTRIBUTES_AT) & APPEND_TIME) !== 0;
  const timeMs = cursor.int64At(hasAppendTime ? GREATEST_TIME_AT : FIRST_TIME_AT);
  cursor.at = HEADER_BYTES;
  for (let left = batch.readInt32BE(COUNT_AT); left > 0; left--) {
    const length = cursor.varint();
    const end = cursor.at + length;
    cursor.at++; // attributes
    const laterMs = cursor.varlong();
    const offset = firstOffset + cursor.varint();
    const key = cursor.sized();
    const value = cursor.sized();
    const headers = readHeaders(cursor);
    assert(cursor.at === end && end <= batch.length, 'a record is as long as it says');
    const appendedAtMs = hasAppendTime ? timeMs : timeMs + laterMs;
    records.push({ partition, offset, appendedAtMs, key, value, headers });
  }
}

/** Of a name that comes twice, the last. */
function readHeaders(cursor: ByteCursor): LogRecord['headers'] {
  const count = cursor.varint();
  if (count <= 0) return noHeaders;
  const named: [string, Buffer][] = [];
  for (let left = count; left > 0; left--) {
    const name = cursor.sized()?.toString('utf8') ?? '';
    named.push([name, cursor.sized() ?? Buffer.alloc(0)]);
  }
  return Object.fromEntries(named);
}

/** kafkajs hands numbers out as text. */
async function readCompressed(partition: number, batch: Buffer): Promise<LogRecord[]> {
  const { records } = await decodeBatch(new Decoder(batch));
  return records.map(({ offset, timestamp, key, value, headers }) => ({
    partition,
    offset: Number(offset),
    appendedAtMs: Number(timestamp),
    key,
    value,
    headers,
  }));
}
