import { topics, writerName } from '@stakelog/contracts';
import { directoryPositions } from '@stakelog/kafka';
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
import { BrokerTimes } from './partition/broker-times';
import { PartitionOwner } from './partition/partition-owner';
import { SettlingTurns } from './partition/settling-turns';
import { watchWaiting } from './waiting-metrics';
import { followed, followElsewhere, writeSnapshotsOf } from './snapshot/follower-process';
import { openSnapshots, untilReachable } from './snapshot/open-snapshots';
import { SnapshotSchedule } from './snapshot/snapshot-schedule';

run(() => {
  const partitions = followed(process.argv);
  return partitions === undefined ? decide() : writeSnapshotsOf(partitions);
});

async function decide(): Promise<never> {
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
    void decider.schedule.run();
    return Promise.all(decider.owners.map((owner) => owner.run()));
  });
  onShutdown(health, logger, async () => {
    decider.schedule.stop();
    for (const owner of decider.owners) owner.stop();
    await running;
    const { facts, deadLetters, appender } = decider;
    await Promise.allSettled([facts, deadLetters, appender, http].map((open) => open.close()));
  });
  return Promise.race([running.then(() => failed.promise), failed.promise]);
}

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
  const { log, codec, store, snapshots } = await openSnapshots(config, logger, 'decider');
  const start = await untilReachable(() => snapshots.table());
  const facts = new AdoptedFacts(log, codec, systemClock, onError, start);
  const deadLetters = new DeadLetters(log, codec, systemClock, logger);
  const appender = log.openAppender('bet.events');
  const owners: PartitionOwner[] = [];
  const tenures = () => owners.flatMap(({ tenure }) => tenure ?? []);
  const adoptionLagMs = () => Math.max(0, systemClock.nowMs() - facts.newestReceivedAtMs);
  const follow = (partitions: readonly number[]) => followElsewhere(partitions, logger);
  const clock = systemClock;
  const self = randomUUID();
  let taken = 0;
  const schedule = new SnapshotSchedule({ store, clock, logger, decided: tenures, follow });
  watchWaiting(metrics, tenures, facts.table, systemClock);
  const shared = {
    log,
    codec,
    appender,
    facts,
    clock,
    newWriter: () => writerName(self, ++taken),
    logger,
    metrics: new DeciderMetrics(metrics, tenures, adoptionLagMs, () => schedule.ageMs()),
    deadLetters,
    positions: directoryPositions(config.SNAPSHOT_DIR),
    snapshots,
    brokerTimes: new BrokerTimes(log, systemClock),
    settling: new SettlingTurns(clock),
    acceptRewind: config.ACCEPT_REWIND,
  };
  for (let partition = 0; partition < topics['bet.events'].partitions; partition++) {
    if (!config.STANDBY && partition % config.INSTANCES !== config.ORDINAL) continue;
    const dependency = health.dependency(`bet.events/${partition}`);
    owners.push(new PartitionOwner({ ...shared, partition, health: dependency }));
  }
  return { facts, deadLetters, appender, owners, schedule };
}
