import { topicNames, topics, type ConservationCopy } from '@stakelog/contracts';
import { connectCodec, kafkaLog } from '@stakelog/kafka';
import { closeRedis, openRedis } from '@stakelog/redis';
import {
  createHttp,
  createLogger,
  Health,
  Metrics,
  onShutdown,
  readConfig,
  run,
  StoppedPartitions,
  systemClock,
} from '@stakelog/runtime';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redisCopy } from './copies/redis-copy';
import { askOverHttp, sqlCopy, type SqlCopy } from './copies/sql-copy';
import { LogFold } from './fold/log-fold';
import { ReconcilerConfig } from './reconciler.config';
import { ReconcilerHealth } from './reconciler-health';
import { ReconcilerMetrics } from './reconciler-metrics';
import { ReconcilerModule } from './reconciler.module';
import { Announcements } from './round/announcements';
import { Round, type RoundResult } from './round/round';
import { rounds } from './round/rounds';

run(async () => {
  const config = readConfig(ReconcilerConfig);
  const logger = createLogger('reconciler', config.LOG_LEVEL);
  const health = new Health();
  const metrics = new Metrics('reconciler');
  metrics.collectProcess();
  const registry = health.dependency('schema registry');
  const sql = await openSql(config);
  const shown = shownResults(health, metrics, sql !== undefined);
  const http = await createHttp(ReconcilerModule.of(health, metrics), { logger, metrics });
  await http.listen(config.HTTP_PORT, config.HTTP_HOST);

  const codec = await connectCodec(config.SCHEMA_REGISTRY_URL, topicNames);
  registry.up();
  const log = kafkaLog({ brokers: config.KAFKA_BROKERS, clientId: 'reconciler' });
  const connection = openRedis({ url: config.REDIS_URL, name: 'reconciler', away: 'fail' });
  const redis = redisCopy(connection, systemClock);
  const failed = Promise.withResolvers<never>();
  const stopped = new StoppedPartitions(health, metrics, logger).report;
  const fold = new LogFold(log, codec, failed.reject, stopped);
  const appender = log.openAppender('audit.events');
  const announcements = new Announcements(appender, codec, systemClock, logger);
  const commandPartitions = topics['bet.commands'].partitions;
  const withdraws = config.WITHDRAW === 'on';
  const round = new Round({ log, codec, fold, redis, sql, commandPartitions, withdraws });
  const onResult = (result: RoundResult, tookMs: number) => {
    for (const show of shown) show.take(result, tookMs);
    announcements.take(result);
  };
  const stop = new AbortController();
  const running = rounds({ round, redis, clock: systemClock, logger, onResult }, stop.signal);
  onShutdown(health, logger, async () => {
    stop.abort();
    await http.close();
    await fold.close();
    await announcements.close();
    await closeRedis(connection);
  });
  logger.info({ code: 'reconciler.started' }, 'comparing');
  await Promise.race([running, failed.promise]);
});

function shownResults(health: Health, metrics: Metrics, comparesSql: boolean) {
  const copies: ConservationCopy[] = ['REDIS', 'LEDGER'];
  if (comparesSql) copies.push('CLICKHOUSE');
  return [
    new ReconcilerHealth(health, copies),
    new ReconcilerMetrics(metrics, copies, systemClock),
  ];
}

/** With the internal token: the endpoint is on the same side as this process. */
async function openSql({ SQL_URL, SECRETS_DIR }: ReconcilerConfig): Promise<SqlCopy | undefined> {
  if (SQL_URL === undefined) return undefined;
  const token = (await readFile(join(SECRETS_DIR, 'internal.token'), 'utf8')).trim();
  return sqlCopy(askOverHttp(SQL_URL, token));
}
