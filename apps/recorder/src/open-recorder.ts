import { migrate, openClickHouse, readMigrations, type ClickHouse } from '@stakelog/clickhouse';
import { limits } from '@stakelog/contracts';
import { connectCodec, kafkaLog } from '@stakelog/kafka';
import {
  StoppedPartitions,
  systemClock,
  type Health,
  type Logger,
  type Metrics,
} from '@stakelog/runtime';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { RecorderConfig } from './recorder.config';
import { persist } from './recording/insert-rows';
import { recorderWatch, watchLag } from './recording/recorder-metrics';
import { Recorder } from './recording/recorder';
import { TopicRecorder } from './recording/topic-recorder';
import { betCommandsSource } from './sources/bet-commands-source';
import { betEventsSource } from './sources/bet-events-source';
import { oddsEventsSource } from './sources/odds-events-source';
import { clickHouseStore } from './store/clickhouse-store';

type Surroundings = { readonly health: Health; readonly metrics: Metrics; readonly logger: Logger };

/** The engine with every migration applied; waits for a server that is away. */
export async function openAnalytics(
  config: RecorderConfig,
  { logger }: Pick<Surroundings, 'logger'>,
): Promise<ClickHouse> {
  const url = config.CLICKHOUSE_URL;
  const path = join(config.DATA_DIR, 'clickhouse');
  const clickhouse = await openClickHouse(url === undefined ? { path } : { url });
  const migrations = await readMigrations(config.CLICKHOUSE_SCHEMAS);
  const retrying = (problem: Error) =>
    logger.warn({ code: 'recorder.retrying', err: problem }, 'ClickHouse is not there yet');
  const added = await persist({ clock: systemClock, watch: { retrying } }, () =>
    migrate(clickhouse, migrations),
  );
  if (added.length > 0) logger.info({ code: 'recorder.migrated', added }, 'migrations applied');
  return clickhouse;
}

/** Records the three topics of this ordinal's partitions until `close`. */
export async function openRecorder(
  config: RecorderConfig,
  clickhouse: ClickHouse,
  { health, metrics, logger }: Surroundings,
  onError: (error: unknown) => void,
): Promise<Recorder> {
  const log = health.dependency('log');
  const codec = await connectCodec(config.SCHEMA_REGISTRY_URL, undefined, limits.registryWaitMs);
  const topics = kafkaLog({
    brokers: config.KAFKA_BROKERS,
    clientId: `recorder-${config.ORDINAL}`,
  });
  const watch = recorderWatch(metrics, logger);
  const parts = { store: clickHouseStore(clickhouse), clock: systemClock, watch };
  const dropped = metrics.counter('recorder_dropped_total', 'Batches and facts without effect.', [
    'topic',
    'reason',
  ]);
  const drops = (topic: string) => (reason: string) => dropped.inc({ topic, reason });
  const stopped = new StoppedPartitions(health, metrics, logger).report;
  const sources = [
    oddsEventsSource(topics, codec, drops('odds.events')),
    betCommandsSource(topics, codec),
    betEventsSource(topics, codec, drops('bet.events'), stopped),
  ];
  const writer = randomUUID();
  const owner = { ordinal: config.ORDINAL, instances: config.INSTANCES, writer };
  const recorders = sources.map((source) => new TopicRecorder(parts, source, owner));
  watchLag(metrics, recorders);
  const recorder = new Recorder(parts, recorders);
  await recorder.start(onError);
  log.up();
  return recorder;
}
