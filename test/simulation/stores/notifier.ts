import { betShards, NoticeQueue, putIntoInbox, type Shard } from '@stakelog/redis';
import { DeliveryError } from '../../../apps/notifier/src/delivery/delivery-error';
import { deliverNotices, type Target } from '../../../apps/notifier/src/delivery/notice-worker';
import type { Exit } from '../processes/service';
import { tracingLogger } from '../processes/surroundings';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { DeliveredStore } from './delivered-store';
import type { SimulatedRedis } from './simulated-redis';

export type NotifierConfig = {
  readonly betPartitions: readonly number[];
  readonly delivered: DeliveredStore;
  /** How many of the deliveries to somebody outside are refused. */
  readonly refusedPercent: () => number;
  readonly onDelivered: (eventId: string) => void;
};

/** What apps/notifier/src/main.ts puts together, with one target outside that may refuse. */
export function startNotifier(
  world: World,
  redis: SimulatedRedis,
  process: SimulatedProcess,
  config: NotifierConfig,
  exit: Exit,
): void {
  const connection = redis.connection(process);
  const queue = new NoticeQueue(connection, process.name);
  const chance = world.chance.fork(`targets ${process.name}`);
  const { clock } = process;
  const inbox: Target = ({ accountId, atMs }, text) =>
    putIntoInbox(connection, accountId, atMs, text);
  const outside: Target = async ({ eventId }) => {
    await clock.sleep(1 + chance.below(20));
    if (chance.percent(config.refusedPercent())) throw new DeliveryError('answered 500');
    config.onDelivered(eventId);
  };
  const keepDelivered = async (shard: Shard) => {
    const delivered = await queue.deliveredOffset(shard);
    if (delivered !== undefined) await config.delivered.keep(process, shard.partition, delivered);
  };
  const parts = {
    queue,
    targets: [inbox, outside],
    clock,
    logger: tracingLogger(world, process),
    keepDelivered,
    onOutcome: () => undefined,
  };
  const { signal } = new AbortController();
  for (const shard of betShards.filter(({ partition }) => config.betPartitions.includes(partition)))
    deliverNotices(shard, parts, signal).catch((error: unknown) => exit(String(error)));
}
