import { connectCodec, kafkaLog, type Codec } from '@stakelog/kafka';
import {
  betShards,
  closeRedis,
  ModelStore,
  oddsShards,
  openRedis,
  redisMemory,
  sweepGenerations,
  type Shard,
} from '@stakelog/redis';
import {
  connectLog,
  createHttp,
  createLogger,
  Health,
  LogTransport,
  Metrics,
  onShutdown,
  readConfig,
  run,
  StoppedPartitions,
  systemClock,
  type Dependency,
  type Logger,
} from '@stakelog/runtime';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { betEventsLog } from './log/bet-events-log';
import type { ProjectedTopic } from './log/log-slice';
import { oddsEventsLog } from './log/odds-events-log';
import { ProjectorConfig } from './projector.config';
import { ProjectorMetrics, type ModelLag } from './projector-metrics';
import { ProjectorModule } from './projector.module';
import { Rebuilds } from './rebuild/rebuilds';
import { deliveredTo } from './shard/delivered-positions';
import { TopicProjector } from './shard/topic-projector';

run(async () => {
  const config = readConfig(ProjectorConfig);
  const logger = createLogger('projector', config.LOG_LEVEL);
  const health = new Health();
  const metrics = new Metrics('projector');
  metrics.collectProcess();
  const registry = health.dependency('schema registry');
  const codec = await connectCodec(config.SCHEMA_REGISTRY_URL, ['bet.events', 'odds.events']);
  registry.up();

  const failed = Promise.withResolvers<never>();
  const projector = await openProjector(config, codec, { logger, health, metrics, failed });
  const { bets, odds, redis } = projector;
  const transport = new LogTransport([bets, odds], failed.reject);
  const http = await createHttp(ProjectorModule.of({ health, metrics, ...projector }), {
    logger,
    metrics,
  });
  connectLog(http, transport);
  await http.listen(config.HTTP_PORT, config.HTTP_HOST);
  onShutdown(health, logger, async () => {
    await http.close();
    await closeRedis(redis);
  });
  await Promise.race([http.startAllMicroservices(), failed.promise]);
  logger.info({ code: 'projector.started' }, 'projecting');
  await failed.promise;
});

type Surroundings = {
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly failed: PromiseWithResolvers<never>;
};

/** Both topics, for the partitions that are this instance's by ordinal. */
async function openProjector(config: ProjectorConfig, codec: Codec, around: Surroundings) {
  const { logger, health, metrics, failed } = around;
  const { KAFKA_BROKERS: brokers, ORDINAL: ordinal } = config;
  const log = kafkaLog({ brokers, clientId: `projector-${ordinal}` });
  const redis = openStore(config, health.dependency('redis'));
  const store = new ModelStore(redis);
  const topics: TopicProjector[] = [];
  const shown = new ProjectorMetrics(
    metrics,
    () => topics.flatMap(lags),
    () => redisMemory(redis),
  );
  const project = (topic: ProjectedTopic, shards: readonly Shard[]) => {
    const own = shards.filter(({ partition }) => partition % config.INSTANCES === ordinal);
    const projector = new TopicProjector(topic, own, {
      store,
      clock: systemClock,
      newGeneration: () => `g${randomBytes(6).toString('hex')}`,
      logger,
      metrics: shown,
      health: health.dependency(topic.topic),
      deliveredTo: (shard) => deliveredTo(log, config.SNAPSHOT_DIR, logger, shard),
      sweep: (swept) => sweepGenerations(redis, swept),
      onError: failed.reject,
    });
    topics.push(projector);
    return projector;
  };
  const onDropped = (reason: string) => shown.dropped.inc({ reason });
  const stopped = new StoppedPartitions(health, metrics, logger).report;
  const bets = project(betEventsLog(log, codec, onDropped, stopped), betShards);
  const odds = project(oddsEventsLog(log, codec, onDropped), oddsShards);
  const token = (await readFile(join(config.SECRETS_DIR, 'internal.token'), 'utf8')).trim();
  const rebuilds = new Rebuilds(redis, [odds, bets], shown, logger, token);
  return { redis, bets, odds, rebuilds };
}

const openStore = ({ REDIS_URL, ORDINAL }: ProjectorConfig, health: Dependency) =>
  openRedis({
    url: REDIS_URL,
    name: `projector-${ORDINAL}`,
    away: 'wait',
    onState: (state, detail) => (state === 'up' ? health.up() : health.down(detail ?? state)),
  });

const lags = (topic: TopicProjector): readonly ModelLag[] =>
  [...topic.projections.keys()].map((of) => [`${topic.topic}/${of}`, topic.lag(of)]);
