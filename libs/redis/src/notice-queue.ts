import { limits } from '@stakelog/contracts';
import type { Redis } from 'ioredis';
import { failedKey, noticesKey, queuedKey, type Shard } from './model-keys';
import { guarded, redisError } from './redis-error';

/** A queued notice. `deliveries` counts how often somebody took it, this time included. */
export type QueueItem = {
  readonly shard: Shard;
  readonly id: string;
  /** Of its event in bet.events. */
  readonly offset: number;
  readonly notice: string;
  readonly deliveries: number;
};

/** How much of a queue is not delivered. */
export type QueueBacklog = {
  readonly pending: number;
  readonly oldestAtMs: number | undefined;
  readonly dead: number;
};

const GROUP = 'notifier';

/**
 * The notifier's end of the queue: at least once, and whatever a dead worker took is claimed by another.
 * Losing Redis loses the queue; the projector fills it again from the delivered position.
 */
export class NoticeQueue {
  constructor(
    private readonly redis: Redis,
    private readonly worker: string,
  ) {}

  /** The group starts at the beginning of the queue: nothing was taken before it existed. */
  async open(shard: Shard): Promise<void> {
    await guarded(this.redis.xgroup('CREATE', noticesKey(shard), GROUP, '0', 'MKSTREAM')).catch(
      (error: unknown) => {
        if (!redisError(error).message.includes('BUSYGROUP')) throw error;
      },
    );
  }

  /** The next notices that nobody took yet. A group that was lost with Redis is made again. */
  async take(shard: Shard, count: number): Promise<readonly QueueItem[]> {
    try {
      const reply = await guarded(
        this.redis.xreadgroup(
          'GROUP',
          GROUP,
          this.worker,
          'COUNT',
          count,
          'STREAMS',
          noticesKey(shard),
          '>',
        ),
      );
      return rowsOf(reply).flatMap((row) => item(shard, row, 1));
    } catch (error) {
      if (!redisError(error).message.includes('NOGROUP')) throw error;
      await this.open(shard);
      return [];
    }
  }

  /**
   * Notices that were taken and never acknowledged, by this worker or a dead one, and are due for another
   * try: `dueMs` says how long after a delivery, by how many there were.
   */
  async claim(
    shard: Shard,
    dueMs: (deliveries: number) => number,
    count: number,
  ): Promise<readonly QueueItem[]> {
    const key = noticesKey(shard);
    const due = (await this.pending(key, dueMs(1), count)).filter(
      ([, , idleMs, deliveries]) => idleMs >= dueMs(deliveries),
    );
    if (due.length === 0) return [];
    const ids = due.map(([id]) => id);
    const reply = await guarded(this.redis.xclaim(key, GROUP, this.worker, dueMs(1), ...ids));
    const counts = new Map(due.map(([id, , , deliveries]) => [id, deliveries]));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same rows as XRANGE
    return (reply as Row[]).flatMap((row) => item(shard, row, (counts.get(row[0]) ?? 0) + 1));
  }

  async done({ shard, id }: QueueItem): Promise<void> {
    const key = noticesKey(shard);
    await guarded(this.redis.multi().xack(key, GROUP, id).xdel(key, id).exec());
  }

  /** Gives up on a notice: it goes to the failed stream, with the cause, and leaves the queue. */
  async fail(failed: QueueItem, cause: string): Promise<void> {
    const { shard, id, offset, notice } = failed;
    const key = noticesKey(shard);
    const fields = ['offset', String(offset), 'notice', notice, 'cause', cause];
    await guarded(
      this.redis
        .multi()
        .xadd(failedKey(shard), 'MAXLEN', '~', limits.noticesFailedMax, '*', ...fields)
        .xack(key, GROUP, id)
        .xdel(key, id)
        .exec(),
    );
  }

  private async pending(key: string, idleMs: number, count: number): Promise<readonly Pending[]> {
    try {
      const rows = await guarded(this.redis.xpending(key, GROUP, 'IDLE', idleMs, '-', '+', count));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the long form of XPENDING
      return rows as Pending[];
    } catch (error) {
      if (redisError(error).message.includes('NOGROUP')) return [];
      throw error;
    }
  }

  /** Notices that wait or are being delivered. */
  async length(shard: Shard): Promise<number> {
    return guarded(this.redis.xlen(noticesKey(shard)));
  }

  /** What waits, since when, and what was given up, for alarms. `oldestAtMs` is by the clock of Redis. */
  async backlog(shard: Shard): Promise<QueueBacklog> {
    const key = noticesKey(shard);
    const [pending, oldest, dead] = await Promise.all([
      guarded(this.redis.xlen(key)),
      guarded(this.redis.xrange(key, '-', '+', 'COUNT', 1)),
      guarded(this.redis.xlen(failedKey(shard))),
    ]);
    const [id] = oldest[0] ?? [];
    return { pending, oldestAtMs: id === undefined ? undefined : Number.parseInt(id, 10), dead };
  }

  /**
   * The offset up to which everything was delivered or given up; undefined where nothing was queued yet. Asked in one
   * go: an empty queue says that all was delivered only where what was queued is of the same moment.
   */
  async deliveredOffset(shard: Shard): Promise<number | undefined> {
    const replies = await guarded(
      this.redis
        .multi()
        .get(queuedKey(shard))
        .xrange(noticesKey(shard), '-', '+', 'COUNT', 1)
        .exec(),
    );
    const [queued, oldest] = (replies ?? []).map(([error, reply]) => {
      if (error !== null) throw redisError(error);
      return reply;
    });
    if (typeof queued !== 'string') return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the reply of XRANGE
    const [row] = (oldest ?? []) as Row[];
    const waiting = row === undefined ? undefined : item(shard, row, 0)[0]?.offset;
    return waiting === undefined ? Number(queued) : Math.min(Number(queued), waiting - 1);
  }
}

type Row = [id: string, fields: string[]];
type Pending = [id: string, worker: string, idleMs: number, deliveries: number];

function rowsOf(reply: unknown): Row[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- [[stream, rows]] or null
  const streams = (reply ?? []) as [string, Row[]][];
  return streams.flatMap(([, rows]) => rows);
}

/** A row that was trimmed meanwhile has no fields. */
function item(shard: Shard, row: Row | null, deliveries: number): QueueItem[] {
  const [id, fields] = row ?? ['', []];
  const [, offset, , notice] = fields ?? [];
  if (offset === undefined || notice === undefined) return [];
  return [{ shard, id, offset: Number(offset), notice, deliveries }];
}
