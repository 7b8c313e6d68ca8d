import { topics, type TopicName } from '@stakelog/contracts';
import { grouped, type Output } from '../report/output';
import { Progress } from '../report/progress';
import type { Recording } from '../walk/partition-walk';
import { withPerformer } from '../workers/open-workers';
import { partitionsOf } from '../workers/tasks';
import type { PartitionStats, TypeStats } from './topic-stats';

export type StatsScope = {
  readonly topics: readonly TopicName[];
  /** Undefined: all of them. */
  readonly partition: number | undefined;
  readonly workers: number;
};

/** Says what each topic holds: records and bytes by type, epochs, batches, rates. */
export async function stats(
  source: Pick<Recording, 'log' | 'codec'>,
  { topics: named, partition: only, workers }: StatsScope,
  out: Output,
): Promise<void> {
  const total = await recordsIn(source, named);
  const progress = new Progress('stats', total);
  const found = await withPerformer(source, workers, (performer) =>
    Promise.all(
      named.flatMap((topic) =>
        partitionsOf(topics[topic].partitions, only).map((partition) =>
          performer.perform('stats', { topic, partition }, (offset) =>
            progress.at(`${topic}/${partition}`, offset),
          ),
        ),
      ),
    ),
  ).finally(() => progress.end());
  for (const topic of named) {
    const partitions = found.filter((of) => of.topic === topic);
    if (out.json) await out.value({ topic, ...summed(partitions), partitions });
    else tell(topic, partitions, out);
  }
}

async function recordsIn({ log }: Pick<Recording, 'log'>, named: readonly TopicName[]) {
  let total = 0;
  for (const topic of named)
    for (const { start, end } of (await log.ranges(topic)).values()) total += end - start;
  return total;
}

function summed(partitions: readonly PartitionStats[]) {
  const types: Record<string, TypeStats> = {};
  for (const [type, { records, bytes, bytesMax }] of partitions.flatMap((of) =>
    Object.entries(of.types),
  )) {
    const sum = (types[type] ??= { records: 0, bytes: 0, bytesMax: 0 });
    sum.records += records;
    sum.bytes += bytes;
    sum.bytesMax = Math.max(sum.bytesMax, bytesMax);
  }
  const all = Object.values(types);
  const first = Math.min(...partitions.map(({ firstAtMs }) => firstAtMs ?? Infinity));
  const last = Math.max(...partitions.map(({ lastAtMs }) => lastAtMs ?? -Infinity));
  const records = all.reduce((sum, of) => sum + of.records, 0);
  return {
    records,
    bytes: all.reduce((sum, of) => sum + of.bytes, 0),
    types,
    /** Over the whole time from the first record to the last; null where that is no time. */
    perSecond: last > first ? Math.round((100_000 * records) / (last - first)) / 100 : null,
  };
}

function tell(topic: TopicName, partitions: readonly PartitionStats[], out: Output): void {
  const { records, bytes, types, perSecond } = summed(partitions);
  const rate = perSecond === null ? '' : `  ${grouped(perSecond)}/s on average`;
  out.text(
    `${topic}  ${partitions.length} partitions  ${grouped(records)} records  ${grouped(bytes)} bytes${rate}`,
  );
  const byCount = Object.entries(types).toSorted(
    ([, one], [, other]) => other.records - one.records,
  );
  for (const [type, of] of byCount)
    out.text(
      `  ${type.padEnd(24)} ${grouped(of.records).padStart(12)}  ${grouped(Math.round(of.bytes / of.records)).padStart(7)} bytes each, ${grouped(of.bytesMax)} at most`,
    );
  for (const { partition, start, end, lastAtMs, batches } of partitions) {
    const last = lastAtMs === null ? '' : `  last ${new Date(lastAtMs).toISOString()}`;
    const dropped = Object.entries(batches?.dropped ?? {}).map(([why, count]) => `${why} ${count}`);
    const made =
      batches === null
        ? ''
        : `  epochs ${batches.epochs}  batches ${grouped(batches.counted)} (largest ${grouped(batches.largest)})  dropped ${dropped.length === 0 ? 0 : dropped.join(', ')}`;
    out.text(`  /${partition}  ${grouped(start)} to ${grouped(end)}${made}${last}`);
  }
}
