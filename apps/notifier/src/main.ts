import { betShards, closeRedis, NoticeQueue, openRedis, putIntoInbox } from '@stakelog/redis';
import {
  createHttp,
  createLogger,
  Health,
  Metrics,
  onShutdown,
  readConfig,
  run,
  systemClock,
} from '@stakelog/runtime';
import { readFile } from 'node:fs/promises';
import { DeliveredFiles } from './delivery/delivered-files';
import { deliverNotices, type Target } from './delivery/notice-worker';
import { postWebhook } from './delivery/webhook';
import { NotifierConfig } from './notifier.config';
import { watchQueues } from './notifier-metrics';
import { NotifierModule } from './notifier.module';

run(async () => {
  const config = readConfig(NotifierConfig);
  const logger = createLogger('notifier', config.LOG_LEVEL);
  const health = new Health();
  const metrics = new Metrics('notifier');
  metrics.collectProcess();
  const connected = health.dependency('redis');
  const redis = openRedis({
    url: config.REDIS_URL,
    name: `notifier-${config.ORDINAL}`,
    away: 'wait',
    onState: (state, detail) => (state === 'up' ? connected.up() : connected.down(detail ?? state)),
  });
  const queue = new NoticeQueue(redis, `notifier-${config.ORDINAL}`);
  const files = new DeliveredFiles(config.SNAPSHOT_DIR, queue);
  const inbox: Target = ({ accountId, atMs }, text) => putIntoInbox(redis, accountId, atMs, text);
  const targets = [inbox, ...(await webhooks(config))];
  const notices = metrics.counter('notices_total', 'By outcome of a try.', ['outcome']);
  const http = await createHttp(NotifierModule.of(health, metrics), { logger, metrics });
  await http.listen(config.HTTP_PORT, config.HTTP_HOST);

  const stop = new AbortController();
  const own = betShards.filter(({ partition }) => partition % config.INSTANCES === config.ORDINAL);
  watchQueues(metrics, queue, own, systemClock);
  const parts = {
    queue,
    targets,
    clock: systemClock,
    logger,
    keepDelivered: (shard: (typeof own)[number]) => files.keep(shard),
    onOutcome: (outcome: string) => notices.inc({ outcome }),
  };
  await files.open();
  const working = Promise.all(own.map((shard) => deliverNotices(shard, parts, stop.signal)));
  onShutdown(health, logger, async () => {
    stop.abort();
    await working;
    await http.close();
    await closeRedis(redis);
  });
  logger.info({ code: 'notifier.started', targets: targets.length }, 'notifying');
  await working;
});

/** None where no address is configured. */
async function webhooks(config: NotifierConfig): Promise<readonly Target[]> {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET_FILE: secretFile } = config;
  if (url === undefined || secretFile === undefined) return [];
  const secret = (await readFile(secretFile, 'utf8')).trim();
  const options = { url, secret, privateAllowed: config.WEBHOOK_PRIVATE, clock: systemClock };
  return [(notice, text) => postWebhook(options, notice.eventId, text)];
}
