import { limits } from '@stakelog/contracts';
import type { Notice } from '@stakelog/projections';
import { RedisError, type NoticeQueue, type QueueItem, type Shard } from '@stakelog/redis';
import { crashPoint, type Clock, type Logger } from '@stakelog/runtime';
import { DeliveryError } from './delivery-error';
import { noticeOf } from './notices';

/** Somebody who is told. Being told the same twice must do no harm: the event id is the key. */
export type Target = (notice: Notice, text: string) => Promise<void>;

export type WorkerParts = {
  readonly queue: NoticeQueue;
  readonly targets: readonly Target[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Keeps the offset up to which everything is delivered or given up. */
  readonly keepDelivered: (shard: Shard) => Promise<void>;
  readonly onOutcome: (outcome: 'delivered' | 'failed' | 'retry') => void;
};

const TAKE = 100;
const IDLE_MS = 1_000;
const HOUR_MS = 3_600_000;

/** 1 s, 4 s, 16 s … at most an hour: eight tries take about two and a half hours. */
export const backOffMs = (deliveries: number): number =>
  Math.min(HOUR_MS, 1_000 * 4 ** (deliveries - 1));

/** Delivers the notices of one shard, at least once each, until it is stopped. */
export async function deliverNotices(
  shard: Shard,
  parts: WorkerParts,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    const count = await round(shard, parts).catch((error: unknown) => {
      if (!(error instanceof RedisError) || error.recover === 'stop') throw error;
      parts.logger.warn({ code: 'notifier.redis', fault: error.code }, error.message);
      return 0;
    });
    if (count === 0) await parts.clock.sleep(IDLE_MS, stop).catch(() => undefined);
  }
}

/** Takes what is new and what is due again. Returns how many notices there were. */
export async function round(shard: Shard, parts: WorkerParts): Promise<number> {
  const { queue } = parts;
  const items = [
    ...(await queue.claim(shard, backOffMs, TAKE)),
    ...(await queue.take(shard, TAKE)),
  ];
  for (const item of items) await deliver(item, parts);
  await parts.keepDelivered(shard);
  return items.length;
}

async function deliver(item: QueueItem, { queue, targets, logger, onOutcome }: WorkerParts) {
  const notice = noticeOf(item.notice);
  try {
    if (notice === undefined) return await queue.fail(item, 'not a notice');
    for (const target of targets) await target(notice, item.notice);
    crashPoint('notifier.sent');
    await queue.done(item);
    onOutcome('delivered');
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const { deliveries } = item;
    const given = { code: 'notifier.refused', eventId: notice?.eventId, deliveries };
    logger.warn(given, error.message);
    const last = deliveries >= limits.noticeTriesMax;
    if (last) await queue.fail(item, error.message);
    onOutcome(last ? 'failed' : 'retry');
  }
}
