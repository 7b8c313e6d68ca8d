import { limits } from '@stakelog/contracts';
import { connectCodec, openAppender, openReader } from '@stakelog/kafka';
import {
  createHttp,
  createLogger,
  Health,
  Metrics,
  onShutdown,
  openTokens,
  readConfig,
  run,
  systemClock,
} from '@stakelog/runtime';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FeedConfig, recoveryRequests, whatToReplay } from './feed.config';
import { FeedModule } from './feed.module';
import { openFeed } from './open-feed';
import { oddsPartitions } from './session/fact-writer';

run(async () => {
  const config = readConfig(FeedConfig);
  const logger = createLogger('feed', config.LOG_LEVEL);
  const health = new Health();
  const metrics = new Metrics('feed');
  metrics.collectProcess();
  const session = health.dependency('odds.events');
  const failed = Promise.withResolvers<never>();

  const connection = { brokers: config.KAFKA_BROKERS, clientId: 'feed' };
  const codec = await connectCodec(config.SCHEMA_REGISTRY_URL, ['odds.events', 'dead.letters']);
  const from = new Map(oddsPartitions.map((partition) => [partition, 0]));
  const deadLetters = openAppender({ ...connection, topic: 'dead.letters' });
  const odds = {
    appender: openAppender({ ...connection, topic: 'odds.events' }),
    log: openReader({ ...connection, topic: 'odds.events', from, onError: failed.reject }),
  };
  const feed = openFeed({
    odds,
    deadLetters,
    codec,
    clock: systemClock,
    newWriter: randomUUID,
    logger,
    metrics,
    speed: config.REPLAY_SPEED,
    recovery: recoveryRequests(config),
    onFatal: failed.reject,
  });

  const tokens = await openTokens(config);
  const internalToken = (await readFile(join(config.SECRETS_DIR, 'internal.token'), 'utf8')).trim();
  const module = FeedModule.of({ ...feed, health, metrics, internalToken, logger });
  const bodyBytesMax = limits.feedBodyBytesMax;
  const http = await createHttp(module, { logger, metrics, tokens, bodyBytesMax });
  await http.listen(config.HTTP_PORT, config.HTTP_HOST);
  onShutdown(health, logger, async () => {
    await feed.close();
    await Promise.allSettled([http.close(), odds.appender.close(), deadLetters.close()]);
  });

  const started = feed.start().then(() => {
    session.up();
    logger.info({ code: 'feed.ready' }, 'sessions are open');
    return feed.replay(whatToReplay(config));
  });
  await Promise.race([started.then(() => failed.promise), failed.promise]);
});
