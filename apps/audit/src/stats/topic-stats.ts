import type { TopicName } from '@stakelog/contracts';
import { LogError, newFence, type Codec, type DropReason, type LogRecord } from '@stakelog/kafka';
import type { RecordedLog } from '../log/recorded-log';

/** Records of one type, and the bytes of their keys and values. */
export type TypeStats = { records: number; bytes: number; bytesMax: number };

export type PartitionStats = {
  readonly topic: TopicName;
  readonly partition: number;
  readonly start: number;
  readonly end: number;
  /** By the broker's or the writer's time; null while there is no record. */
  readonly firstAtMs: number | null;
  readonly lastAtMs: number | null;
  readonly types: Readonly<Record<string, TypeStats>>;
  /** Of bet.events only. */
  readonly batches: BatchStats | null;
};

export type BatchStats = {
  epochs: number;
  counted: number;
  /** Records of the largest counted batch, its opening not counted. */
  largest: number;
  readonly dropped: Partial<Record<DropReason, number>>;
};

/** Counts what one partition of a topic holds; only bookkeeping records are decoded. */
export async function partitionStats(
  { log, codec }: { readonly log: RecordedLog; readonly codec: Codec },
  topic: TopicName,
  partition: number,
  done: (offset: number) => void = () => undefined,
): Promise<PartitionStats> {
  const { start, end } = (await log.ranges(topic)).get(partition) ?? { start: 0, end: 0 };
  const types: Record<string, TypeStats> = {};
  const batches = topic === 'bet.events' ? newBatches(codec, partition) : undefined;
  let firstAtMs: number | null = null;
  let lastAtMs: number | null = null;
  for await (const slice of log.read(topic, partition, start, end)) {
    for (const record of slice) {
      firstAtMs ??= record.appendedAtMs;
      lastAtMs = record.appendedAtMs;
      const type = codec.nameOf(record.value) ?? 'unknown schema';
      const bytes = (record.key?.length ?? 0) + (record.value?.length ?? 0);
      const of = (types[type] ??= { records: 0, bytes: 0, bytesMax: 0 });
      of.records++;
      of.bytes += bytes;
      of.bytesMax = Math.max(of.bytesMax, bytes);
      batches?.take(record, type);
    }
    done(slice.at(-1)?.offset ?? start);
  }
  const counted = batches?.stats ?? null;
  return { topic, partition, start, end, firstAtMs, lastAtMs, types, batches: counted };
}

/** The fence of a partition, as far as its records make batches. */
function newBatches(codec: Codec, partition: number) {
  const fence = newFence(partition);
  const stats: BatchStats = { epochs: 0, counted: 0, largest: 0, dropped: {} };
  let isBroken = false;
  const take = (record: LogRecord, type: string) => {
    if (isBroken) return;
    try {
      const isBookkeeping = type === 'InputsAdopted' || type === 'EpochOpened';
      const step = isBookkeeping
        ? fence.take(record, codec.decode('bet.events', record.value))
        : fence.pass(record);
      if (step.status === 'epoch' && step.effective) stats.epochs++;
      if (step.status === 'counted') {
        stats.counted++;
        stats.largest = Math.max(stats.largest, step.batch.opening.records);
      }
      if (step.status === 'dropped')
        stats.dropped[step.reason] = (stats.dropped[step.reason] ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      isBroken = true; // `verify` says where and why
    }
  };
  return { take, stats };
}
