import type { TopicName } from '@stakelog/contracts';

/** One record as the log holds it, and where. */
export type PlacedRecord = {
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
  /** UTC milliseconds. */
  readonly appendedAtMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** A name that stands there several times has all of its values, in their order. */
  readonly headers: Readonly<Record<string, Buffer | readonly Buffer[]>>;
};

/** The length that stands for null. */
const NULL_LENGTH = 0xffffffff;

/**
 * The canonical bytes of a record: everything that counts as tampering changes them. Numbers are big-endian;
 * text, key and value stand behind their length in four bytes; headers are sorted by name. In order: topic,
 * partition (4 bytes), offset (8), append time (8), key, value, count of headers (4), name and value of each.
 */
export function leafPreimage(record: PlacedRecord): Buffer {
  const parts: Buffer[] = [
    ...sized(Buffer.from(record.topic)),
    uint32(record.partition),
    uint64(record.offset),
    uint64(record.appendedAtMs),
    ...sized(record.key),
    ...sized(record.value),
  ];
  const headers = headersOf(record);
  parts.push(uint32(headers.length));
  for (const [name, value] of headers) parts.push(...sized(name), ...sized(value));
  return Buffer.concat(parts);
}

/** Sorted by the bytes of their names; values of one name stay in order. */
function headersOf({ headers }: PlacedRecord): readonly (readonly [Buffer, Buffer])[] {
  return Object.entries(headers)
    .flatMap(([name, value]) => {
      const values: readonly Buffer[] = Buffer.isBuffer(value) ? [value] : value;
      return values.map((each) => [Buffer.from(name), each] as const);
    })
    .toSorted(([left], [right]) => Buffer.compare(left, right));
}

function sized(bytes: Buffer | null): readonly Buffer[] {
  return bytes === null ? [uint32(NULL_LENGTH)] : [uint32(bytes.length), bytes];
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
