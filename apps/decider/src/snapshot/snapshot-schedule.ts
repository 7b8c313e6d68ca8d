import { limits } from '@stakelog/contracts';
import type { Clock, Logger } from '@stakelog/runtime';
import { snapshotOf } from './snapshots';
import type { SnapshotStore } from './snapshot-store';

/** Where a partition that this process decides stands. */
export type DecidedTo = { readonly partition: number; readonly nextOffset: number };

export type SnapshotScheduleOptions = {
  readonly store: SnapshotStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly decided: () => readonly DecidedTo[];
  /** Writes snapshots of these partitions, elsewhere; resolves when that is over, however it ended. */
  readonly follow: (partitions: readonly number[]) => Promise<void>;
};

/** Says when snapshots are due, of the partitions that this process decides: after many records, or some time. */
export class SnapshotSchedule {
  private readonly options: SnapshotScheduleOptions;
  private readonly stopping = new AbortController();
  private oldestAtMs: number | undefined;

  constructor(options: SnapshotScheduleOptions) {
    this.options = options;
  }

  /** Of the partition of this process whose newest snapshot is the oldest; 0 before the first look. */
  ageMs(): number {
    const { oldestAtMs } = this;
    return oldestAtMs === undefined ? 0 : Math.max(0, this.options.clock.nowMs() - oldestAtMs);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Until `stop`. */
  async run(): Promise<void> {
    const { clock, logger } = this.options;
    const { signal } = this.stopping;
    let restMs: number = limits.snapshotCheckMs;
    while (!signal.aborted) {
      await clock.sleep(restMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      const startedAtMs = clock.monotonicMs();
      try {
        const due = await this.due();
        if (due.length > 0) await this.options.follow(due);
      } catch (err) {
        logger.warn({ code: 'decider.snapshots-unlisted', err }, 'betting goes on');
      }
      const tookMs = clock.monotonicMs() - startedAtMs;
      restMs = Math.max(limits.snapshotCheckMs, limits.snapshotRestFactor * tookMs);
    }
  }

  /** One that was never written counts as old as this process's first look. */
  private async due(): Promise<readonly number[]> {
    const { store, clock, decided } = this.options;
    const nowMs = clock.nowMs();
    const due: number[] = [];
    let oldestAtMs = nowMs as number;
    for (const { partition, nextOffset } of decided()) {
      const [newest] = await store.list(snapshotOf(partition));
      const writtenAtMs = newest?.writtenAtMs ?? this.oldestAtMs ?? nowMs;
      oldestAtMs = Math.min(oldestAtMs, writtenAtMs);
      const records = nextOffset - (newest?.next ?? 0);
      const isOld = newest === undefined || nowMs - writtenAtMs > limits.snapshotIntervalMs;
      if (records >= limits.snapshotRecordsMin || isOld) due.push(partition);
    }
    this.oldestAtMs = oldestAtMs;
    return due;
  }
}
