import { topicNames, topics } from '@stakelog/contracts';
import { connectCodec, directoryPositions, kafkaLog } from '@stakelog/kafka';
import {
  createHttp,
  createLogger,
  Health,
  Metrics,
  onShutdown,
  readConfig,
  run,
  systemClock,
  type Logger,
} from '@stakelog/runtime';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeciderConfig } from './decider.config';
import { DeciderMetrics } from './decider-metrics';
import { DeciderModule } from './decider.module';
import { AdoptedFacts } from './facts/adopted-facts';
import { DeadLetters } from './partition/dead-letters';
import { PartitionOwner } from './partition/partition-owner';

run(async () => {
  const config = readConfig(DeciderConfig);
  const logger = createLogger('decider', config.LOG_LEVEL);
  const health = new Health();
  const metrics = new Metrics('decider');
  metrics.collectProcess();
  const owners: PartitionOwner[] = [];
  const internalToken = (await readFile(join(config.SECRETS_DIR, 'internal.token'), 'utf8')).trim();
  const module = DeciderModule.of({ health, metrics, internalToken, owners: () => owners });
  const http = await createHttp(module, { logger, metrics });
  await http.listen(config.HTTP_PORT, config.HTTP_HOST);
  await mkdir(config.SNAPSHOT_DIR, { recursive: true });

  const factsHealth = health.dependency('odds.events');
  const failed = Promise.withResolvers<never>();
  const decider = await openDecider(config, { logger, health, metrics, onError: failed.reject });
  owners.push(...decider.owners);
  const running = decider.facts.reader.waitForEnd().then(() => {
    factsHealth.up();
    logger.info({ code: 'decider.facts-read' }, 'facts read');
    return Promise.all(decider.owners.map((owner) => owner.run()));
  });
  onShutdown(health, logger, async () => {
    for (const owner of decider.owners) owner.stop();
    await running;
    const { facts, deadLetters, appender } = decider;
    await Promise.allSettled([facts, deadLetters, appender, http].map((open) => open.close()));
  });
  await Promise.race([running.then(() => failed.promise), failed.promise]);
});

type Surroundings = {
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly onError: (error: Error) => void;
};

/** The table of markets, and an owner for each partition that is this instance's by ordinal. */
async function openDecider(
  config: DeciderConfig,
  { logger, health, metrics, onError }: Surroundings,
) {
  const log = kafkaLog({ brokers: config.KAFKA_BROKERS, clientId: `decider-${config.ORDINAL}` });
  const codec = await connectCodec(config.SCHEMA_REGISTRY_URL, topicNames);
  const facts = new AdoptedFacts(log, codec, systemClock, onError);
  const deadLetters = new DeadLetters(log, codec, systemClock, logger);
  const appender = log.openAppender('bet.events');
  const owners: PartitionOwner[] = [];
  const tenures = () => owners.flatMap(({ tenure }) => tenure ?? []);
  const adoptionLagMs = () => Math.max(0, systemClock.nowMs() - facts.newestReceivedAtMs);
  const shared = {
    log,
    codec,
    appender,
    facts,
    clock: systemClock,
    newWriter: randomUUID,
    logger,
    metrics: new DeciderMetrics(metrics, tenures, adoptionLagMs),
    deadLetters,
    positions: directoryPositions(config.SNAPSHOT_DIR),
    acceptRewind: config.ACCEPT_REWIND,
  };
  for (let partition = 0; partition < topics['bet.events'].partitions; partition++) {
    if (!config.STANDBY && partition % config.INSTANCES !== config.ORDINAL) continue;
    const dependency = health.dependency(`bet.events/${partition}`);
    owners.push(new PartitionOwner({ ...shared, partition, health: dependency }));
  }
  return { facts, deadLetters, appender, owners };
}
