import { limits, limitsHash, schemas, topics, type AdoptedRange } from '@stakelog/contracts';
import {
  MarketTable,
  partitionSections,
  partitionSnapshotVersion,
  PartitionState,
  rulesVersion,
  tableSections,
  tableSnapshotVersion,
} from '@stakelog/domain';
import {
  checkFencePosition,
  checkInputPosition,
  LogError,
  type Codec,
  type FactsPosition,
  type FencePosition,
  type Log,
} from '@stakelog/kafka';
import { crashPoint, type Logger } from '@stakelog/runtime';
import { createHash } from 'node:crypto';
import { SnapshotError } from './snapshot-error';
import {
  snapshotFrames,
  SnapshotReading,
  type PartitionHeader,
  type SnapshotHeader,
  type TableHeader,
} from './snapshot-file';
import { snapshotName, type SnapshotStore } from './snapshot-store';

/** A partition's state as it stood at a position, and when the batch before that was appended. */
export type PartitionStart = Pick<PartitionHeader, 'position' | 'heardAtMs' | 'oddsAdopted'> & {
  readonly state: PartitionState;
};

/** The facts that this process has: a partition's state is a fold over them as well. */
export type KnownFacts = {
  readonly table: MarketTable;
  /** The checksum of the fact before this offset; undefined where it is not known by heart. */
  crcBefore(partition: number, next: number): number | undefined;
};

/** The table of markets as it stood at its positions. */
export type TableStart = Pick<
  TableHeader,
  'positions' | 'newestReceivedAtMs' | 'crcs' | 'crcsFrom'
> & {
  readonly table: MarketTable;
};

export type SnapshotsOptions = {
  readonly store: SnapshotStore;
  readonly log: Log;
  readonly codec: Codec;
  readonly logger: Logger;
  /** Of the brokers. */
  readonly cluster: string;
};

/** Whoever folds the same log with the same build has the same state. */
export const stateBuild = createHash('sha256')
  .update(
    JSON.stringify([
      rulesVersion,
      partitionSnapshotVersion,
      tableSnapshotVersion,
      limitsHash(),
      schemas,
    ]),
  )
  .digest('hex')
  .slice(0, 16);

export const snapshotOf = (partition: number): string => `bet.events-${partition}`;
export const snapshotOfTable = 'odds.events';

/**
 * Snapshots are caches: one that is missing, damaged, of another log or another build, or that the log does not
 * bear out (R5) is passed over with one warning, and the one before it is tried, or the log is read from 0.
 */
export class Snapshots {
  private readonly options: SnapshotsOptions;

  constructor(options: SnapshotsOptions) {
    this.options = options;
  }

  /** Undefined where no snapshot of the partition is fit. Throws `unreachable` where the log cannot be asked. */
  async partition(partition: number, facts: KnownFacts): Promise<PartitionStart | undefined> {
    return this.newestFit(snapshotOf(partition), async (reading, header) => {
      if (header.kind !== 'partition' || header.partition !== partition)
        throw new SnapshotError('torn', 'it is of something else');
      const { position, heardAtMs, oddsAdopted } = header;
      await this.checkPosition(partition, position);
      await this.checkAdopted(oddsAdopted, facts);
      const state = new PartitionState(partition, topics['bet.events'].partitions, facts.table);
      await reading.into(partitionSections, state);
      return { state, position, heardAtMs, oddsAdopted };
    });
  }

  /** Undefined where no snapshot of the table is fit. Throws `unreachable` where the log cannot be asked. */
  async table(): Promise<TableStart | undefined> {
    const { partitions } = topics['odds.events'];
    return this.newestFit(snapshotOfTable, async (reading, header) => {
      if (header.kind !== 'table' || header.positions.length !== partitions)
        throw new SnapshotError('torn', 'it is of something else');
      const { positions, newestReceivedAtMs, crcs, crcsFrom } = header;
      await this.checkInputs(positions);
      const table = new MarketTable(partitions);
      await reading.into(tableSections, table);
      return { table, positions, newestReceivedAtMs, crcs, crcsFrom };
    });
  }

  /** Rejects where the store does not take it; what was there before is still there. */
  async writePartition({ state, ...start }: PartitionStart): Promise<void> {
    const { partition } = state;
    const { position } = start;
    const header = { kind: 'partition', partition, ...start, ...this.made() } as const;
    const frames = snapshotFrames(header, partitionSections, state);
    await this.write(snapshotOf(partition), position.nextOffset, frames);
  }

  async writeTable({ table, ...start }: TableStart): Promise<void> {
    const { positions } = start;
    const header = { kind: 'table', ...start, ...this.made() } as const;
    const frames = snapshotFrames(header, tableSections, table);
    const next = positions.reduce((sum, { nextOffset }) => sum + nextOffset, 0);
    await this.write(snapshotOfTable, next, frames);
  }

  private made(): Pick<SnapshotHeader, 'cluster' | 'build'> {
    return { cluster: this.options.cluster, build: stateBuild };
  }

  private async write(of: string, next: number, frames: Iterable<Uint8Array>): Promise<void> {
    const { store } = this.options;
    await store.write(snapshotName(of, next), mayDieHalfWay(frames));
    for (const { name } of (await store.list(of)).slice(limits.snapshotsKept))
      await store.remove(name);
  }

  private async newestFit<Start>(
    of: string,
    restore: (reading: SnapshotReading, header: SnapshotHeader) => Promise<Start>,
  ): Promise<Start | undefined> {
    for (const { name } of await this.listed(of)) {
      const reading = new SnapshotReading(this.options.store.read(name));
      try {
        const header = await reading.header();
        this.checkMade(header);
        return await restore(reading, header);
      } catch (error) {
        if (error instanceof LogError) throw error;
        this.warn(name, error);
      } finally {
        await reading.close();
      }
    }
    return undefined;
  }

  private async listed(of: string) {
    try {
      return await this.options.store.list(of);
    } catch (error) {
      this.warn(of, error);
      return [];
    }
  }

  private warn(snapshot: string, error: unknown): void {
    const reason = error instanceof SnapshotError ? error.fault : 'unreadable';
    this.options.logger.warn(
      { code: 'decider.snapshot-rejected', snapshot, reason, err: error },
      'an older one is tried, or the log from 0',
    );
  }

  private checkMade({ cluster, build }: SnapshotHeader): void {
    if (cluster !== this.options.cluster) throw new SnapshotError('cluster', cluster);
    if (build !== stateBuild) throw new SnapshotError('build', build);
  }

  /** R5. */
  private async checkPosition(partition: number, position: FencePosition): Promise<void> {
    const { log, codec } = this.options;
    const end = (await log.endOffsets('bet.events')).get(partition) ?? 0;
    if (end < position.nextOffset)
      throw new SnapshotError('newer-than-log', `${end} < ${position.nextOffset}`);
    if (!(await checkFencePosition(log, codec, partition, position)))
      throw new SnapshotError('position', `${position.batchOffset} opens another batch`);
  }

  /** R6: a state whose facts are gone is not what a fold of this log makes. */
  private async checkAdopted(adopted: readonly AdoptedRange[], facts: KnownFacts): Promise<void> {
    await Promise.all(
      adopted.map(async ({ partition, next, crc }) => {
        const read = facts.crcBefore(partition, next);
        const stands =
          read === undefined
            ? await checkInputPosition(this.options.log, 'odds.events', partition, {
                nextOffset: next,
                crc,
              })
            : read === crc;
        if (!stands) throw new SnapshotError('facts', `odds.events/${partition} before ${next}`);
      }),
    );
  }

  private async checkInputs(positions: readonly FactsPosition[]): Promise<void> {
    const { log } = this.options;
    const ends = await log.endOffsets('odds.events');
    await Promise.all(
      positions.map(async (position, partition) => {
        if ((ends.get(partition) ?? 0) < position.nextOffset)
          throw new SnapshotError('newer-than-log', `odds.events/${partition}`);
        if (!(await checkInputPosition(log, 'odds.events', partition, position)))
          throw new SnapshotError('position', `odds.events/${partition} has another record`);
      }),
    );
  }
}

function* mayDieHalfWay(frames: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const frame of frames) {
    yield frame;
    crashPoint('follower.snapshot-half');
  }
}
