import { Health } from '@stakelog/runtime';
import { DeciderMetrics } from '../../../apps/decider/src/decider-metrics';
import { AdoptedFacts } from '../../../apps/decider/src/facts/adopted-facts';
import { DeadLetters } from '../../../apps/decider/src/partition/dead-letters';
import { PartitionOwner } from '../../../apps/decider/src/partition/partition-owner';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { Exit } from './service';
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
  readonly owners: readonly PartitionOwner[];
  readonly facts: AdoptedFacts;
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
  const { codec } = world;
  const { clock } = process;
  const log = world.log(process);
  const logger = tracingLogger(world, process);
  const health = new Health(clock);
  const facts = new AdoptedFacts(log, codec, clock, (error) => exit(error.message));
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
    acceptRewind: config.acceptRewind(),
  };
  const { instances, ordinal, standby } = config;
  const owners = config.partitions
    .filter((partition) => standby || partition % instances === ordinal)
    .map(
      (partition) =>
        new PartitionOwner({ ...shared, partition, health: health.dependency(`${partition}`) }),
    );
  facts.reader
    .waitForEnd()
    .then(() => Promise.all(owners.map((owner) => owner.run())))
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason.startsWith('broken rule') && process.isAlive)
        world.violated('assertion', `${process.name}: ${reason}`);
      exit(reason);
    });
  const states = () => Object.values(health.readiness().dependencies);
  const isStopped = () => states().some(({ detail }) => detail?.startsWith('stopped') === true);
  return { process, owners, facts, isStopped };
}
