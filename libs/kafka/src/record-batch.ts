import { crc32c } from './crc32c';

/** What a caller appends. A value of null is a tombstone; text is written as UTF-8. */
export type AppendRecord = {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string>>;
  /** UTC milliseconds, at most 12 days from the batch's; the batch's where there is none. A topic with append times ignores it. */
  readonly timestampMs?: number;
};

/** Bytes from the first offset of the batch to the count of its records, both included. */
const HEADER_BYTES = 61;
/** Of those, what the length field does not count: the first offset and the length itself. */
const UNCOUNTED_BYTES = 12;
const CRC_AT = 17;
/** The checksum covers all that follows it. */
const CHECKED_FROM = 21;

/**
 * One Kafka record batch (format 2): uncompressed, with neither producer id nor transaction.
 * Written in one pass into one buffer of the exact size,
 * where kafkajs allocates a buffer per field.
 */
export function encodeRecordBatch(records: readonly AppendRecord[], timestampMs: number): Buffer {
  const bodies: number[] = [];
  let bytes = HEADER_BYTES;
  let newestMs = timestampMs;
  for (const [index, record] of records.entries()) {
    const body = bodyBytes(record, index, timestampMs);
    bodies.push(body);
    bytes += varintBytes(body) + body;
    if (record.timestampMs !== undefined) newestMs = Math.max(newestMs, record.timestampMs);
  }
  const batch = Buffer.allocUnsafe(bytes);
  writeHeader(batch, records.length, timestampMs, newestMs);
  let at = HEADER_BYTES;
  for (const [index, record] of records.entries())
    at = writeRecord(batch, at, record, { index, timestampMs, body: bodies[index] ?? 0 });
  batch.writeUInt32BE(crc32c(batch, CHECKED_FROM, bytes), CRC_AT);
  return batch;
}

/** How many bytes the batch of these records has, before any is written. */
export function recordBatchBytes(records: readonly AppendRecord[]): number {
  return records.reduce((bytes, record, index) => bytes + recordBytes(record, index), HEADER_BYTES);
}

/** How many bytes one record adds to a batch in which it stands at this index. */
export function recordBytes(record: AppendRecord, index: number): number {
  const body = bodyBytes(record, index, record.timestampMs ?? 0);
  return varintBytes(body) + body;
}

function writeHeader(batch: Buffer, records: number, timestampMs: number, newestMs: number): void {
  batch.writeBigInt64BE(0n, 0); // first offset: the broker's to give
  batch.writeInt32BE(batch.length - UNCOUNTED_BYTES, 8);
  batch.writeInt32BE(0, 12); // partition leader epoch: the broker's
  batch.writeInt8(2, 16); // magic
  batch.writeInt16BE(0, 21); // attributes: no compression, create time, no transaction
  batch.writeInt32BE(records - 1, 23); // offset of the last record, from the first
  batch.writeBigInt64BE(BigInt(timestampMs), 27); // first time
  batch.writeBigInt64BE(BigInt(newestMs), 35); // greatest time
  batch.writeBigInt64BE(-1n, 43); // producer id: none
  batch.writeInt16BE(0, 51); // producer epoch
  batch.writeInt32BE(0, 53); // first sequence
  batch.writeInt32BE(records, 57);
}

type RecordPlace = {
  readonly index: number;
  /** Of the batch. */
  readonly timestampMs: number;
  /** Bytes of the record behind their own count. */
  readonly body: number;
};

function writeRecord(
  batch: Buffer,
  from: number,
  { key, value, headers, timestampMs }: AppendRecord,
  { index, timestampMs: firstMs, body }: RecordPlace,
): number {
  let at = writeVarint(batch, from, body);
  batch[at++] = 0; // attributes
  if (timestampMs === undefined)
    batch[at++] = 0; // time, from the first of the batch
  else at = writeVarint(batch, at, timestampMs - firstMs);
  at = writeVarint(batch, at, index);
  at = writeBytes(batch, at, key);
  at = writeBytes(batch, at, value);
  if (headers === undefined) {
    batch[at++] = 0;
    return at;
  }
  const names = Object.keys(headers);
  at = writeVarint(batch, at, names.length);
  for (const name of names) {
    at = writeBytes(batch, at, name);
    at = writeBytes(batch, at, headers[name] ?? null);
  }
  return at;
}

/** Attributes take a byte, and so does the time of the batch. */
function bodyBytes(
  { key, value, headers, timestampMs }: AppendRecord,
  index: number,
  firstMs: number,
): number {
  const time = timestampMs === undefined ? 1 : varintBytes(timestampMs - firstMs);
  let bytes = 1 + time + varintBytes(index) + sizedBytes(key) + sizedBytes(value);
  if (headers === undefined) return bytes + 1;
  const names = Object.keys(headers);
  bytes += varintBytes(names.length);
  for (const name of names) bytes += sizedBytes(name) + sizedBytes(headers[name] ?? null);
  return bytes;
}

function sizedBytes(content: Buffer | string | null): number {
  if (content === null) return 1;
  const length = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
  return varintBytes(length) + length;
}

function writeBytes(batch: Buffer, from: number, content: Buffer | string | null): number {
  if (content === null) return writeVarint(batch, from, -1);
  if (typeof content === 'string') {
    const at = writeVarint(batch, from, Buffer.byteLength(content));
    return at + batch.write(content, at);
  }
  const at = writeVarint(batch, from, content.length);
  batch.set(content, at);
  return at + content.length;
}

function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = zigzag(value); rest > 127; rest >>>= 7) bytes++;
  return bytes;
}

function writeVarint(batch: Buffer, from: number, value: number): number {
  let at = from;
  let rest = zigzag(value);
  for (; rest > 127; rest >>>= 7) batch[at++] = (rest & 127) | 128;
  batch[at++] = rest;
  return at;
}
