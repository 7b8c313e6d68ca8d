import { limits } from '@stakelog/contracts';
import type { Log } from '@stakelog/kafka';
import type { Logger } from '@stakelog/runtime';
import { untilReachable } from './open-snapshots';
import type { Snapshots } from './snapshots';

export type ColdStartOptions = {
  readonly log: Pick<Log, 'endOffsets'>;
  readonly snapshots: Pick<Snapshots, 'reachOf'>;
  readonly logger: Logger;
  /** That this process may decide. */
  readonly partitions: readonly number[];
  /** How many processes may work beside each other. */
  readonly processes: number;
  /** Writes snapshots of these partitions, elsewhere; resolves when that is over, however it ended. */
  readonly follow: (partitions: readonly number[]) => Promise<void>;
};

type Behind = { readonly partition: number; readonly records: number };

/**
 * Where snapshots are missing and the log is long, processes beside each other fold it and write them, each one partition
 * after the other: all processors work, and what the collector has to look at stays small. Whatever they leave undone is
 * read by this process as ever.
 */
export async function foldElsewhereFirst(options: ColdStartOptions): Promise<void> {
  const { log, snapshots, logger, partitions, processes, follow } = options;
  const ends = await untilReachable(() => log.endOffsets('bet.events'));
  const found = await Promise.all(
    partitions.map(async (partition): Promise<Behind> => {
      const records = (ends.get(partition) ?? 0) - (await snapshots.reachOf(partition));
      return { partition, records };
    }),
  );
  const behind = found.filter(({ records }) => records > 0);
  const records = sum(behind);
  if (records < limits.coldStartRecordsMin || processes < 2) return;
  const groups = shared(behind, Math.min(processes, behind.length));
  logger.info({ code: 'decider.cold-start', records, groups }, 'the log is folded elsewhere first');
  await Promise.all(groups.map((group) => follow(group)));
}

/** In so many groups of about as many records each. */
function shared(behind: readonly Behind[], count: number): readonly (readonly number[])[] {
  const groups = Array.from({ length: count }, () => ({ records: 0, partitions: [] as number[] }));
  for (const { partition, records } of behind.toSorted((a, b) => b.records - a.records)) {
    const [least] = groups.toSorted((a, b) => a.records - b.records);
    least?.partitions.push(partition);
    if (least !== undefined) least.records += records;
  }
  return groups.map(({ partitions }) => partitions);
}

const sum = (behind: readonly Behind[]): number =>
  behind.reduce((total, { records }) => total + records, 0);
