import { limits, type DeadLetterRecord } from '@stakelog/contracts';
import { decodeLearning, LogError, type Codec, type Log, type LogRecord } from '@stakelog/kafka';
import { DeadLetterIndex } from '@stakelog/projections';
import type { Dependency, Logger } from '@stakelog/runtime';
import type { DeadLetterLog } from './dead-letter-log';

const TOPIC = 'dead.letters';
const PARTITION = 0;
/** A letter may be as large as a batch; so many bytes of them wait for the fold. */
const QUEUE_BYTES_MAX = 16 * 1_048_576;

export type DeadLetterLogOptions = {
  readonly log: Log;
  readonly codec: Codec;
  /** Where the topic begins by now: its letters are kept for 90 days. */
  readonly from: number;
  readonly logger: Logger;
  readonly health: Dependency;
};

type Awaited = { readonly offset: number; readonly folded: () => void };

/** Reads dead.letters from its beginning and stays at its head; the bytes stay in the topic. */
export function openDeadLetterLog(options: DeadLetterLogOptions): DeadLetterLog & {
  close(): Promise<void>;
} {
  const { log, codec, from } = options;
  const index = new DeadLetterIndex();
  const appender = log.openAppender(TOPIC);
  const reader = log.openReader({
    topic: TOPIC,
    from: new Map([[PARTITION, from]]),
    queueBytesMax: QUEUE_BYTES_MAX,
    gatherMs: limits.tailGatherMs,
  });
  let next = from;
  let awaited: readonly Awaited[] = [];

  async function follow(): Promise<void> {
    void reader.waitForEnd().then(() => options.health.up());
    for (;;)
      for (const record of await reader.next(PARTITION)) {
        await fold(record, index, options);
        next = record.offset + 1;
        for (const { offset, folded } of awaited) if (offset < next) folded();
        awaited = awaited.filter(({ offset }) => offset >= next);
      }
  }

  const following = follow().catch((error: unknown) => ended(error, options));
  return {
    index,
    async letterAt(offset) {
      const record = await log.recordAt(TOPIC, PARTITION, offset);
      if (record === undefined) return undefined;
      const letter = await decodeLearning(codec, TOPIC, record.value);
      return letter.type === 'DeadLetter' ? letter : undefined;
    },
    async resolve(resolved) {
      const value = codec.encode(TOPIC, resolved);
      const appended = await appender.append(PARTITION, [{ key: resolved.source, value }]);
      if (appended.status === 'unknown') throw new LogError('outcome_unknown', appended.cause);
      const offset = appended.baseOffset;
      if (offset >= next)
        await new Promise<void>((folded) => (awaited = [...awaited, { offset, folded }]));
    },
    async close() {
      await Promise.allSettled([reader.close(), appender.close(), following]);
    },
  };
}

/** The list goes on without a record that it cannot read, and says so: no money hangs on it. */
async function fold(
  { offset, value }: LogRecord,
  index: DeadLetterIndex,
  { codec, logger, health }: DeadLetterLogOptions,
): Promise<void> {
  let message: DeadLetterRecord;
  try {
    message = await decodeLearning(codec, TOPIC, value);
  } catch (err) {
    logger.error({ code: 'api.dead-letter-unreadable', position: `${TOPIC}/0/${offset}`, err });
    health.down(`${TOPIC}/0/${offset} is unreadable: the list lacks it`);
    return;
  }
  index.take(offset, message);
}

function ended(error: unknown, { logger, health }: DeadLetterLogOptions): void {
  if (error instanceof LogError && error.code === 'closed') return;
  const why = error instanceof Error ? error.message : String(error);
  health.down(`the list stands still: ${why}`);
  logger.error({ code: 'api.dead-letters-ended', err: error }, 'dead letters are not listed on');
}
