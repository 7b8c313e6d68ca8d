import { limits, topics } from '@stakelog/contracts';
import {
  createHttp,
  createLogger,
  Health,
  Metrics,
  onShutdown,
  OperationsModule,
  type Logger,
} from '@stakelog/runtime';
import { Sealing, type SealedTopic, type SealingParts } from './sealing';

export type FollowSettings = {
  /** Where /readyz and /metrics are served. Undefined: nowhere. */
  readonly port: number | undefined;
  readonly host: string;
  readonly logLevel: string;
};

/** Seals what is appended, until it is stopped: the process that `npm start` runs. */
export async function followSeal(
  parts: SealingParts,
  sealed: readonly SealedTopic[],
  { port, host, logLevel }: FollowSettings,
): Promise<never> {
  const logger = createLogger('audit', logLevel);
  const health = new Health();
  const metrics = new Metrics('audit');
  metrics.collectProcess();
  const http = await createHttp(OperationsModule.of(health, metrics), { logger, metrics });
  const checkpoints = metrics.counter('seal_checkpoints_total', 'Checkpoints signed.', ['topic']);
  const sealing = new Sealing({
    ...parts,
    onCheckpoint: ({ topic }) => checkpoints.inc({ topic }),
  });
  onShutdown(health, logger, async () => {
    await sealing.sign().finally(() => sealing.close());
    await http.close();
  });
  if (port !== undefined) await http.listen(port, host);
  const watched = watchSealing(parts, sealed, sealing, { health, metrics, logger });
  const following = sealed.map(async (topic) => {
    const open = await sealing.open(topic);
    const from = new Map([...open].map(([partition, next]) => [partition, next.from]));
    for await (const record of parts.log.follow(topic, from)) sealing.take(topic, record);
  });
  await Promise.all([...following, watched()]);
  throw new Error('a topic that is followed has no end');
}

type Shown = { readonly health: Health; readonly metrics: Metrics; readonly logger: Logger };

/** Signs every so often, for ever, and shows how far it is and what it refuses. */
function watchSealing(
  { log }: SealingParts,
  sealed: readonly SealedTopic[],
  sealing: Sealing,
  { health, metrics, logger }: Shown,
): () => Promise<void> {
  const seals = health.dependency('seals');
  const lag = metrics.gauge('seal_lag_records', 'Records behind the newest checkpoint.', ['topic']);
  const refused = new Set<string>();
  const look = async () => {
    await sealing.sign();
    for (const topic of sealed) {
      const ranges = await log.ranges(topic);
      const unsealed = Array.from({ length: topics[topic].partitions }, (_, partition) =>
        Math.max(0, (ranges.get(partition)?.end ?? 0) - sealing.sealedSize(topic, partition)),
      );
      lag.set(
        { topic },
        unsealed.reduce((sum, each) => sum + each, 0),
      );
    }
    for (const [partition, { message }] of sealing.refusals) {
      if (!refused.has(partition)) logger.error({ code: 'seal.refused', partition }, message);
      refused.add(partition);
    }
    const [first] = sealing.refusals.values();
    if (first === undefined) seals.up();
    else seals.down(first.message);
  };
  return async () => {
    for (;;) {
      await look().catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        logger.warn({ code: 'seal.waits' }, detail);
        seals.down(detail);
      });
      await new Promise((passed) => setTimeout(passed, limits.sealIntervalMs));
    }
  };
}
