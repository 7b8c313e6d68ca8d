import { limits, type TopicName } from '@stakelog/contracts';
import {
  LogError,
  openAppender,
  recordBytes,
  withWritersTime,
  type AppendRecord,
  type KafkaConnection,
} from '@stakelog/kafka';
import { leafHash, leafPreimage, MerkleTree } from '@stakelog/sealing';
import { join } from 'node:path';
import { AuditError } from '../audit-error';
import { findingsOf, readManifest } from '../export/check-export';
import { formats } from '../export/formats/formats';
import type { ExportedPartition, Manifest } from '../export/manifest';
import { contentOf, type Content, type Row } from '../export/row';
import { kafkaLog } from '../log/kafka-log';
import { grouped, seconds, type Output } from '../report/output';
import { Progress } from '../report/progress';

/** A batch names the times of its records as distances of 32 bits; these are 12 days. */
const SPAN_MS_MAX = 1_000_000_000;

/**
 * Writes an export into empty topics: the same records, at the same offsets, with the same times. False where the log
 * is another one afterwards. Throws `bad_data` where the export does not hold, `usage` where a topic is not empty or the
 * export is a part only.
 */
export async function restore(
  connection: KafkaConnection,
  folder: string,
  out: Output,
): Promise<boolean> {
  const started = performance.now();
  const manifest = await readManifest(folder);
  await requireRestorable(folder, manifest, connection);
  const records = manifest.partitions.reduce((sum, { until }) => sum + until, 0);
  const progress = new Progress('restore', records);
  const topicsOf = [...new Set(manifest.partitions.map(({ topic }) => topic))];
  await withWritersTime(connection, topicsOf, async () => {
    for (const partition of manifest.partitions)
      await restorePartition(connection, folder, manifest, partition, (done) =>
        progress.at(`${partition.topic}/${partition.partition}`, done),
      );
  });
  progress.end();
  const wrong: string[] = [];
  for (const of of manifest.partitions)
    if ((await rootInLog(connection, of)) !== of.root) wrong.push(`${of.topic}/${of.partition}`);
  if (out.json) await out.value({ verb: 'restore', records, wrong });
  else
    out.text(
      `${grouped(records)} records restored into ${topicsOf.join(', ')}  ${seconds(started)}`,
      ...(wrong.length === 0
        ? ['  ✓ every root is the exported one: offsets, times, keys, values, headers']
        : wrong.map((partition) => `  ✗ ${partition} has another root`)),
    );
  return wrong.length === 0;
}

async function requireRestorable(
  folder: string,
  manifest: Manifest,
  connection: KafkaConnection,
): Promise<void> {
  const part = manifest.partitions.find(({ from, until }) => from > 0 && until > 0);
  if (part !== undefined)
    throw new AuditError(
      'usage',
      `${part.topic}/${part.partition} begins at ${part.from}: only whole topics give the same offsets`,
    );
  const [finding] = await findingsOf(folder, manifest);
  if (finding !== undefined)
    throw new AuditError(
      'bad_data',
      `${finding.topic}/${finding.partition}/${finding.offset ?? ''} ${finding.kind}: ${finding.detail}`,
    );
  const log = kafkaLog(connection);
  for (const topic of new Set(manifest.partitions.map((each) => each.topic)))
    for (const [partition, { end }] of await log.ranges(topic))
      if (end > 0)
        throw new AuditError('usage', `${topic}/${partition} holds ${end} records already`);
}

async function restorePartition(
  connection: KafkaConnection,
  folder: string,
  { format }: Manifest,
  { topic, partition, records }: ExportedPartition,
  onRecords: (done: number) => void,
): Promise<void> {
  const appender = openAppender({ ...connection, topic });
  let batch: AppendRecord[] = [];
  let bytes = 0;
  let done = 0;
  const append = async () => {
    if (batch.length === 0) return;
    const appended = await appender.append(partition, batch);
    if (appended.status === 'unknown') throw new LogError('outcome_unknown', appended.cause);
    if (appended.baseOffset !== done)
      throw new AuditError('bad_data', `${topic}/${partition}: somebody else writes there`);
    done += batch.length;
    batch = [];
    bytes = 0;
    onRecords(done);
  };
  try {
    for await (const row of formats[format].read(join(folder, records.path))) {
      const record = recordOf(row);
      const spanMs = record.timestampMs - (batch[0]?.timestampMs ?? record.timestampMs);
      const size = recordBytes(record, batch.length);
      if (bytes + size > limits.batchBytesTarget || Math.abs(spanMs) > SPAN_MS_MAX) await append();
      batch.push(record);
      bytes += size;
    }
    await append();
  } finally {
    await appender.close();
  }
}

function recordOf(row: Row | undefined): AppendRecord & { readonly timestampMs: number } {
  const content = row === undefined ? undefined : contentOf(row);
  if (content === undefined) throw new AuditError('bad_data', 'a record cannot be read');
  const { key, value, appendedAtMs: timestampMs } = content;
  return { key, value, headers: singleHeaders(content), timestampMs };
}

function singleHeaders({ headers }: Content): Record<string, Buffer> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, held]) => {
      const [value, ...more]: readonly Buffer[] = Buffer.isBuffer(held) ? [held] : held;
      if (value === undefined || more.length > 0)
        throw new AuditError('bad_data', `the header ${name} stands there several times`);
      return [name, value];
    }),
  );
}

/** The root over everything that the partition holds now. */
async function rootInLog(
  connection: KafkaConnection,
  { topic, partition }: { readonly topic: TopicName; readonly partition: number },
): Promise<string> {
  const log = kafkaLog(connection);
  const { start = 0, end = 0 } = (await log.ranges(topic)).get(partition) ?? {};
  const tree = new MerkleTree();
  for await (const slice of log.read(topic, partition, start, end))
    for (const record of slice) tree.append(leafHash(leafPreimage({ topic, ...record })));
  return tree.root().toString('hex');
}
