import { topicNames } from '@stakelog/contracts';
import {
  connectCodec,
  directoryPositions,
  fetchRanges,
  kafkaLog,
  schemaTextOf,
} from '@stakelog/kafka';
import { closeRedis, ModelReader, openRedis } from '@stakelog/redis';
import {
  createHttp,
  createLogger,
  Health,
  Metrics,
  onShutdown,
  openRateLimit,
  openTokens,
  readConfig,
  refuseUnderPressure,
  run,
  shownConfig,
  StoppedPartitions,
  systemClock,
  type Logger,
} from '@stakelog/runtime';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiMetrics, watchApi, watchDeadLetters } from './api-metrics';
import { ApiConfig } from './api.config';
import { ApiModule, type ApiParts } from './api.module';
import { openReceipts } from './bets/receipts';
import { Commands } from './commands/commands';
import { DecisionTail } from './commands/decision-tail';
import { openCommandLog } from './commands/kafka-command-log';
import { openTail, partitionStates } from './commands/open-tail';
import { openDeadLetterLog } from './dead-letters/kafka-dead-letter-log';
import { RequestLimits } from './http/request-limits';
import { securityHeaders } from './http/security-headers';
import { httpFeedDoor } from './markets/feed-door';
import { httpSystemDoor } from './operations/system-door';
import { RedisReadModels } from './reading/redis-read-models';

/** Both ends of the log: commands go in, counted batches come out. */
async function openLog(config: ApiConfig, health: Health, metrics: Metrics, logger: Logger) {
  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'api' };
  const topics = kafkaLog(connection);
  const { append, appendUnknown, dropped } = apiMetrics(metrics);
  const kafka = health.dependency('kafka');
  const codec = await connectCodec(config.SCHEMA_REGISTRY_URL, topicNames);
  const log = openCommandLog(topics, systemClock, (appended, seconds) => {
    append.observe(seconds);
    if (appended.status === 'appended') return kafka.up();
    appendUnknown.inc({ cause: appended.cause });
    kafka.down(appended.cause);
  });
  const tail = new DecisionTail();
  const reading = health.dependency('tail');
  const reader = await openTail({
    log: topics,
    codec,
    tail,
    positions: directoryPositions(config.SNAPSHOT_DIR),
    onDropped: (reason) => dropped.inc({ reason }),
    onStopped: new StoppedPartitions(health, metrics, logger).report,
    onError(error) {
      logger.fatal({ code: 'api.tail-ended', err: error }, 'the log cannot be read on');
      process.exit(1);
    },
  });
  void reader.waitForEnd().then(() => {
    kafka.up();
    reading.up();
    logger.info({ code: 'api.ready' }, 'read to the end of the log');
  });
  const deadLetters = openDeadLetterLog({
    log: topics,
    codec,
    from: (await fetchRanges(connection, 'dead.letters')).get(0)?.start ?? 0,
    logger,
    health: health.dependency('dead.letters', 'optional'),
  });
  return {
    log,
    tail,
    reader,
    codec,
    deadLetters,
    receipts: openReceipts({ log: topics, ...sealsOf(config) }),
    commands: new Commands(log, tail, codec, config.DECISION_WAIT_MS),
  };
}

const sealsOf = ({ SCHEMA_REGISTRY_URL, SEAL_DIR: sealDir }: ApiConfig) => ({
  textOf: (id: number) => schemaTextOf(SCHEMA_REGISTRY_URL, id),
  sealDir,
});

function openRequestLimits(config: ApiConfig, redis: object): RequestLimits {
  const perSecond = (name: string, requests: number) =>
    openRateLimit({ name, requests, windowSeconds: 1 }, config.INSTANCES > 1 ? redis : undefined);
  return new RequestLimits(
    perSecond('commands', config.COMMANDS_PER_SECOND),
    perSecond('reads', config.READS_PER_SECOND),
  );
}

/** The ways to the other processes; without the token of this system they are closed. */
async function openDoors({ FEED_URL, APP_URLS, SECRETS_DIR }: ApiConfig) {
  const token = (await readFile(join(SECRETS_DIR, 'internal.token'), 'utf8')).trim();
  return { feed: httpFeedDoor(FEED_URL, token), system: httpSystemDoor(APP_URLS, token) };
}

async function openParts(config: ApiConfig, logger: Logger) {
  const health = new Health();
  const metrics = new Metrics('api');
  metrics.collectProcess();
  const { reader, ...opened } = await openLog(config, health, metrics, logger);
  const { log, tail, commands, deadLetters } = opened;
  const reads = health.dependency('redis', 'optional');
  const redis = openRedis({
    url: config.REDIS_URL,
    name: 'api',
    away: 'fail',
    onState: (state, detail) => (state === 'up' ? reads.up() : reads.down(detail ?? 'away')),
  });
  const partitions = () => partitionStates(reader, tail);
  watchApi(metrics, commands, partitions);
  watchDeadLetters(metrics, deadLetters.index);
  const parts: ApiParts = {
    ...opened,
    clock: systemClock,
    health,
    metrics,
    partitions,
    models: new RedisReadModels(new ModelReader(redis)),
    ...(await openDoors(config)),
    limits: openRequestLimits(config, redis),
    shownConfig: shownConfig(config),
  };
  const close = async () => {
    await Promise.allSettled([log.close(), deadLetters.close(), reader.close()]);
    await closeRedis(redis);
  };
  return { parts, close };
}

async function main() {
  const config = readConfig(ApiConfig);
  const logger = createLogger('api', config.LOG_LEVEL);
  const tokens = await openTokens(config);
  const { parts, close } = await openParts(config, logger);
  const { health, metrics } = parts;
  const app = await createHttp(ApiModule.of(parts), { logger, metrics, tokens });
  await refuseUnderPressure(app);
  const always = securityHeaders();
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (_, reply, done) => {
    reply.headers(always);
    done();
  });
  onShutdown(health, logger, async () => {
    await app.close();
    await close();
  });
  await app.listen(config.HTTP_PORT, config.HTTP_HOST);
  logger.info({ code: 'api.listening', port: config.HTTP_PORT }, 'listening');
}

run(main);
