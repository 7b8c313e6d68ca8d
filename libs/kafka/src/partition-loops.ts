import { assert } from '@stakelog/contracts';
import { LogError } from './log-error';
import type { LogReader } from './reader';
import type { LogRecord } from './log-record';
import { OffsetGoals } from './offset-goals';

/** What the readers of bet.events and odds.events have in common. */
export type PartitionLoops = {
  /** The offset after the last record that was dealt with, its handler finished. */
  processedNext(partition: number): number;
  /** Everything up to the end that the broker last named has been dealt with. */
  caughtUp(partition: number): boolean;
  /** Resolves when everything up to the ends of this moment has been dealt with. */
  waitForEnd(): Promise<void>;
  /** Resolves when everything before this offset has been dealt with. */
  waitFor(partition: number, nextOffset: number): Promise<void>;
  close(): Promise<void>;
};

/** What a partition's records go through. A promise holds the partition back until it resolves. */
export type RecordHandler = (record: LogRecord) => Promise<void> | void;

export type LoopEnds = {
  /** A record that its handler cannot take ends its own loop only; what waits for that partition waits on. */
  readonly onStopped?: ((error: LogError) => void) | undefined;
  readonly onError: (error: Error) => void;
};

/**
 * One loop for each partition: takes the next records and deals with them one after the other, so
 * that a slow handler holds back its own partition only. The first failure ends all loops and is
 * given to `onError`, but for records that stop their partition; nothing is skipped.
 */
export function loopPartitions(
  reader: LogReader,
  from: ReadonlyMap<number, number>,
  handle: RecordHandler,
  { onStopped, onError }: LoopEnds,
): PartitionLoops {
  const goals = new Map([...from].map(([of, offset]) => [of, new OffsetGoals(offset)]));
  const stop = new AbortController();
  const loops = [...goals].map(async ([partition, goal]) => {
    try {
      await loop(reader, partition, handle, goal, stop.signal);
    } catch (error) {
      if (onStopped !== undefined && !stop.signal.aborted && stopsPartition(error))
        return onStopped(error);
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const other of goals.values()) other.fail(reason);
      if (stop.signal.aborted) return;
      stop.abort();
      onError(reason);
    }
  });

  function goalOf(partition: number): OffsetGoals {
    const goal = goals.get(partition);
    assert(goal !== undefined, 'a reader is asked only for the partitions it reads');
    return goal;
  }

  return {
    processedNext: (partition) => goalOf(partition).reachedOffset,
    caughtUp: (partition) => {
      const to = reader.endOffset(partition);
      return to !== undefined && goalOf(partition).reachedOffset >= to;
    },
    async waitForEnd() {
      const ends = await reader.ends();
      await Promise.all([...goals].map(([of, goal]) => goal.reached(ends.get(of) ?? 0)));
    },
    waitFor: (partition, nextOffset) => goalOf(partition).reached(nextOffset),
    async close() {
      stop.abort();
      await reader.close();
      await Promise.all(loops);
    },
  };
}

const stopsPartition = (error: unknown): error is LogError =>
  error instanceof LogError && error.recover === 'stop' && error.at !== undefined;

async function loop(
  reader: LogReader,
  partition: number,
  handle: RecordHandler,
  goal: OffsetGoals,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted)
    for (const record of await reader.next(partition)) {
      if (stop.aborted) return;
      const handling = handle(record);
      if (handling !== undefined) await handling;
      goal.advance(record.offset + 1);
    }
}
