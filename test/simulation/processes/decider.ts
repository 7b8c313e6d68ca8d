import { LogError } from '@stakelog/kafka';
import { Health, type Clock } from '@stakelog/runtime';
import { DeciderMetrics } from '../../../apps/decider/src/decider-metrics';
import { AdoptedFacts } from '../../../apps/decider/src/facts/adopted-facts';
import { BrokerTimes } from '../../../apps/decider/src/partition/broker-times';
import { DeadLetters } from '../../../apps/decider/src/partition/dead-letters';
import { PartitionOwner } from '../../../apps/decider/src/partition/partition-owner';
import { SettlingTurns } from '../../../apps/decider/src/partition/settling-turns';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { Exit } from './service';
import { snapshotsOf } from './snapshot-writer';
import { quietMetrics, tracingLogger } from './surroundings';

export type DeciderConfig = {
  /** The partitions of bet.events that this run uses. */
  readonly partitions: readonly number[];
  readonly instances: number;
  readonly ordinal: number;
  readonly standby: boolean;
  /** An operator accepts that inputs went back. */
  readonly acceptRewind: () => boolean;
};

export type RunningDecider = {
  readonly process: SimulatedProcess;
  /** Empty until it knows the markets of its snapshot. */
  readonly owners: PartitionOwner[];
  /** A partition that waits for an operator. */
  isStopped(): boolean;
};

/** What apps/decider/src/main.ts puts together, in a simulated process. */
export function startDecider(
  world: World,
  process: SimulatedProcess,
  config: DeciderConfig,
  exit: Exit,
): RunningDecider {
  const health = new Health(process.clock);
  const owners: PartitionOwner[] = [];
  decide({ world, process, health, owners, exit }, config).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason.startsWith('broken rule') && process.isAlive)
      world.violated('assertion', `${process.name}: ${reason}`);
    exit(reason);
  });
  const states = () => Object.values(health.readiness().dependencies);
  const isStopped = () => states().some(({ detail }) => detail?.startsWith('stopped') === true);
  return { process, owners, isStopped };
}

type Running = {
  readonly world: World;
  readonly process: SimulatedProcess;
  readonly health: Health;
  readonly owners: PartitionOwner[];
  readonly exit: Exit;
};

async function decide(
  { world, process, health, owners, exit }: Running,
  { partitions, instances, ordinal, standby, acceptRewind }: DeciderConfig,
): Promise<void> {
  const { codec } = world;
  const { clock } = process;
  const log = world.log(process);
  const logger = tracingLogger(world, process);
  const snapshots = snapshotsOf(world, process);
  const start = await untilReachable(clock, () => snapshots.table());
  const facts = new AdoptedFacts(log, codec, clock, (error) => exit(error.message), start);
  const shared = {
    log,
    codec,
    appender: log.openAppender('bet.events'),
    facts,
    clock,
    newWriter: () => world.newName(process),
    logger,
    metrics: new DeciderMetrics(
      quietMetrics,
      () => [],
      () => 0,
    ),
    deadLetters: new DeadLetters(log, codec, clock, logger),
    positions: world.files.of(process),
    snapshots,
    brokerTimes: new BrokerTimes(log, clock),
    settling: new SettlingTurns(clock),
    acceptRewind: acceptRewind(),
  };
  for (const partition of partitions)
    if (standby || partition % instances === ordinal)
      owners.push(
        new PartitionOwner({ ...shared, partition, health: health.dependency(`${partition}`) }),
      );
  await facts.reader.waitForEnd();
  await Promise.all(owners.map((owner) => owner.run()));
}

/** Asks until a broker answers. */
async function untilReachable<Answer>(clock: Clock, ask: () => Promise<Answer>): Promise<Answer> {
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LogError) || error.recover !== 'retry') throw error;
      await clock.sleep(250);
    }
}
