import { limits } from '@stakelog/contracts';
import type { Appender } from './appender';
import { LogError } from './log-error';
import { recordBytes, type AppendRecord } from './record-batch';

/** What became of one record. */
export type RecordAppended =
  | { readonly status: 'appended'; readonly offset: number; readonly appendedAtMs?: number }
  | {
      readonly status: 'unknown';
      readonly cause: string;
      readonly bytesRefused: boolean;
      readonly nothingSent?: true;
    };

export type BatchingAppender = {
  /** Appends in the order of the calls. Rejects with `too_large` where no batch could hold the record. */
  append(partition: number, record: AppendRecord): Promise<RecordAppended>;
  /** Records that wait for their turn or their answer. */
  pending(): number;
  close(): Promise<void>;
};

export type BatchingOptions = {
  /** A batch is cut before it grows beyond this; well below what the topic takes (R7). */
  readonly batchBytesMax?: number;
  /**
   * Where order matters between calls: after an unknown outcome, what already waits behind it in the
   * partition is not sent and is unknown as well, so that a retry cannot overtake it.
   */
  readonly keepOrder?: boolean;
};

type Waiting = {
  readonly record: AppendRecord;
  readonly bytes: number;
  readonly settle: (appended: RecordAppended) => void;
};

/** No record is longer in its batch than as its last one. */
const INDEX_MAX = 1_000_000;

/**
 * Many callers, one batch in flight per partition: what arrives meanwhile goes together in the next
 * one. Nothing lingers: alone, a record is sent at once.
 */
export function openBatchingAppender(
  appender: Appender,
  { batchBytesMax = limits.batchBytesTarget, keepOrder = false }: BatchingOptions = {},
): BatchingAppender {
  const queues = new Map<number, Waiting[]>();
  const running = new Map<number, Promise<void>>();
  let pending = 0;
  let closed = false;

  async function run(partition: number, queue: Waiting[]): Promise<void> {
    await Promise.resolve(); // calls of one turn go together
    while (queue.length > 0) {
      const batch = cut(queue, batchBytesMax);
      const appended = await appender.append(
        partition,
        batch.map(({ record }) => record),
      );
      const behind = appended.status === 'unknown' && keepOrder ? queue.splice(0) : [];
      for (const [index, { settle }] of [...batch, ...behind].entries()) {
        if (appended.status === 'unknown') settle(appended);
        else {
          const { baseOffset, ...rest } = appended;
          settle({ ...rest, offset: baseOffset + index });
        }
      }
      pending -= batch.length + behind.length;
    }
    running.delete(partition);
  }

  return {
    async append(partition, record) {
      if (closed) throw new LogError('closed');
      const bytes = recordBytes(record, INDEX_MAX);
      if (bytes > batchBytesMax) throw new LogError('too_large', `${bytes} bytes`);
      const { promise, resolve } = Promise.withResolvers<RecordAppended>();
      const queue = queues.get(partition) ?? [];
      queues.set(partition, queue);
      queue.push({ record, bytes, settle: resolve });
      pending++;
      if (!running.has(partition)) running.set(partition, run(partition, queue));
      return promise;
    },
    pending: () => pending,
    async close() {
      closed = true;
      await Promise.all(running.values());
      await appender.close();
    },
  };
}

/** Takes the oldest records that fit into one batch; at least one. */
function cut(queue: Waiting[], bytesMax: number): readonly Waiting[] {
  let bytes = 0;
  const end = queue.findIndex((waiting) => (bytes += waiting.bytes) > bytesMax);
  return queue.splice(0, end === -1 ? queue.length : Math.max(1, end));
}
