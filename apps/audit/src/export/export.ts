import { topics, type TopicName } from '@stakelog/contracts';
import { publicPem, type Seals } from '@stakelog/sealing';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditError } from '../audit-error';
import type { RecordedLog } from '../log/recorded-log';
import { grouped, seconds, type Output } from '../report/output';
import { Progress } from '../report/progress';
import { decoderOf } from './decode';
import { PartitionExport, type Bound } from './export-partition';
import type { FormatName } from './formats/formats';
import type { ExportedPartition, Manifest } from './manifest';

export type ExportScope = {
  readonly topics: readonly TopicName[];
  readonly from: Bound;
  readonly until: Bound;
  readonly format: FormatName;
  readonly folder: string;
};

export type ExportSource = {
  readonly log: RecordedLog;
  readonly seals: Seals;
  /** Every schema, by id. */
  readonly schemas: ReadonlyMap<number, string>;
};

/** Writes topics into a folder of their own, with a manifest that says what must be in it. Throws `usage` where the folder holds something. */
export async function exportLog(
  { log, seals, schemas }: ExportSource,
  scope: ExportScope,
  out: Output,
): Promise<void> {
  const started = performance.now();
  await mkdir(scope.folder, { recursive: true });
  if ((await readdir(scope.folder)).length > 0)
    throw new AuditError('usage', `${scope.folder} is not empty`);
  const ranges = await rangesOf(log, scope.topics);
  const progress = new Progress(
    'export',
    ranges.reduce((sum, { start, end }) => sum + end - start, 0),
  );
  const target = { ...scope, decode: decoderOf(schemas), seals };
  const partitions: ExportedPartition[] = [];
  for (const range of ranges) {
    const { topic, partition, start, end } = range;
    const { from, until } = scope;
    const written = new PartitionExport({ topic, partition, start, from, until }, target);
    let read = 0;
    for await (const slice of log.read(topic, partition, start, end)) {
      if (!(await written.take(slice))) break;
      progress.at(`${topic}/${partition}`, (read += slice.length));
    }
    partitions.push(await written.close());
  }
  progress.end();
  await writeManifest(scope, partitions, schemas, seals);
  const records = partitions.reduce((sum, { from, until }) => sum + until - from, 0);
  if (out.json) await out.value({ verb: 'export', folder: scope.folder, records });
  else
    out.text(
      `${grouped(records)} records of ${partitions.length} partitions as ${scope.format} in ${scope.folder}  ${seconds(started)}`,
    );
}

async function writeManifest(
  { folder, format }: ExportScope,
  partitions: readonly ExportedPartition[],
  schemas: ReadonlyMap<number, string>,
  seals: Seals,
): Promise<void> {
  const manifest: Manifest = {
    export: 'stakelog 1',
    exportedAtMs: Date.now(),
    format,
    partitions: [...partitions],
    schemas: [...schemas]
      .map(([id, text]) => ({ id, text }))
      .toSorted((left, right) => left.id - right.id),
    keys: [...seals.keys().values()].map(publicPem),
  };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function rangesOf(log: RecordedLog, wanted: readonly TopicName[]) {
  const all = [];
  for (const topic of wanted) {
    const ranges = await log.ranges(topic);
    for (let partition = 0; partition < topics[topic].partitions; partition++)
      all.push({ topic, partition, ...(ranges.get(partition) ?? { start: 0, end: 0 }) });
  }
  return all;
}
