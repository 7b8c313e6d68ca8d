import { Redis } from 'ioredis';
import { guarded } from './redis-error';

export type { Redis } from 'ioredis';

export type RedisOptions = {
  readonly url: string;
  /** Shown in CLIENT LIST. */
  readonly name: string;
  /**
   * `wait`: commands wait for the connection, however long, and are sent again after it broke (what must
   * happen, and may happen twice). `fail`: they fail within a second (what somebody waits for).
   */
  readonly away: 'wait' | 'fail';
  readonly onState?: (state: 'up' | 'down', detail?: string) => void;
};

const BACK_OFF_MS_MAX = 500;
const COMMAND_MS_MAX = 1_000;
/** Asked and silent for so long, the other end has vanished without a word; a busy Redis is quicker. */
const SILENCE_MS_MAX = 5_000;
/** Whoever only listens, or has nothing to ask, would never find out. */
const ASK_EVERY_MS = 2_000;

/** Connects in the background and keeps at it. */
export function openRedis({ url, name, away, onState }: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    enableAutoPipelining: true,
    disconnectTimeout: 500,
    socketTimeout: SILENCE_MS_MAX,
    retryStrategy: (times) => Math.min(50 * times, BACK_OFF_MS_MAX),
    ...(away === 'wait'
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: COMMAND_MS_MAX }),
  });
  redis.on('ready', () => onState?.('up'));
  redis.on('close', () => onState?.('down', 'not connected'));
  redis.on('error', (error) => onState?.('down', error.message));
  keepAsking(redis);
  return redis;
}

function keepAsking(redis: Redis): void {
  const timer = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => undefined);
  }, ASK_EVERY_MS);
  timer.unref();
  redis.once('end', () => clearInterval(timer));
}

/** Ends the connection; commands in flight get their answer first. */
export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await guarded(redis.quit()).catch(() => redis.disconnect());
  else redis.disconnect();
}
