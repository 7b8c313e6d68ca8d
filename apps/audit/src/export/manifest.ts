import type { TopicName } from '@stakelog/contracts';
import { z } from 'zod';
import { formatNames } from './formats/formats';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const file = z.strictObject({ path: z.string(), bytes: count, sha256: hash });

const ExportedPartition = z.strictObject({
  topic: z.custom<TopicName>((name) => typeof name === 'string'),
  partition: count,
  /** Where the partition began; only a topic whose records expire begins behind 0. */
  start: count,
  /** The records `[from, until)` are here. */
  from: count,
  until: count,
  /** The records, in the format of the export. */
  records: file,
  /** The hash of each record's leaf, 32 bytes each. */
  leaves: file,
  /** The roots of the complete subtrees over `[start, from)`: with them the leaves make the whole tree. */
  before: z.array(hash),
  /** The root over `[start, until)`. */
  root: hash,
  /** Of the sealer, of more than `from` and at most `until` records, one JSON object a line. */
  checkpoints: file,
  /** Of all postings of its events, in minor units: by currency and account of the ledger. Each currency sums to 0. */
  sums: z.record(z.string(), z.record(z.string(), z.int())),
});

/** What an export says of itself; every word of it is checked against the files and the signatures. */
export const Manifest = z.strictObject({
  export: z.literal('stakelog 1'),
  exportedAtMs: count,
  format: z.enum(formatNames),
  partitions: z.array(ExportedPartition),
  /** Every schema of the registry: so the export is read without one. */
  schemas: z.array(z.strictObject({ id: count, text: z.string() })),
  /** The public keys of the sealer, PEM. Whoever doubts the export takes them from elsewhere. */
  keys: z.array(z.string()),
});

export type Manifest = z.output<typeof Manifest>;
export type ExportedPartition = z.output<typeof ExportedPartition>;
export type ExportedFile = z.output<typeof file>;
