import { Health } from '@stakelog/runtime';
import {
  betShards,
  ModelStore,
  oddsShards,
  sweepGenerations,
  type Redis,
  type Shard,
} from '@stakelog/redis';
import { betEventsLog } from '../../../apps/projector/src/log/bet-events-log';
import type { ProjectedTopic } from '../../../apps/projector/src/log/log-slice';
import { oddsEventsLog } from '../../../apps/projector/src/log/odds-events-log';
import { ProjectorMetrics } from '../../../apps/projector/src/projector-metrics';
import { rebuildTopic, type RebuildStep } from '../../../apps/projector/src/rebuild/rebuild-topic';
import { TopicProjector } from '../../../apps/projector/src/shard/topic-projector';
import type { Exit } from '../processes/service';
import { tracingLogger } from '../processes/surroundings';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { DeliveredStore } from './delivered-store';
import type { SimulatedRedis } from './simulated-redis';
import { timedMetrics } from './timed-metrics';

export type ProjectorConfig = {
  readonly ordinal: number;
  readonly instances: number;
  /** The partitions of bet.events that this run uses. */
  readonly betPartitions: readonly number[];
  readonly delivered: DeliveredStore;
};

/** What apps/projector/src/main.ts puts together. Returns what starts a rebuild of everything. */
export function startProjector(
  world: World,
  redis: SimulatedRedis,
  process: SimulatedProcess,
  config: ProjectorConfig,
  exit: Exit,
): () => void {
  const { codec } = world;
  const { clock } = process;
  const { ordinal, instances, betPartitions, delivered } = config;
  const log = world.log(process);
  const connection = redis.connection(process);
  const store = new ModelStore(connection);
  const health = new Health(clock);
  const metrics = new ProjectorMetrics(
    timedMetrics,
    () => [],
    () => Promise.reject(new Error('unused')),
  );
  const onError = (error: Error) => exit(error.message);
  const project = (topic: ProjectedTopic, shards: readonly Shard[]) => {
    const own = shards.filter(({ partition }) => partition % instances === ordinal);
    return new TopicProjector(topic, own, {
      store,
      clock,
      newGeneration: () => `g${world.newName(process)}`,
      logger: tracingLogger(world, process),
      metrics,
      health: health.dependency(topic.topic),
      deliveredTo: (shard) => delivered.deliveredTo(process, log, shard),
      sweep: (swept) => sweepGenerations(connection, swept),
      onError,
    });
  };
  const used = betShards.filter(({ partition }) => betPartitions.includes(partition));
  const topics = [
    project(
      betEventsLog(log, codec, () => undefined),
      used,
    ),
    project(
      oddsEventsLog(log, codec, () => undefined),
      oddsShards,
    ),
  ];
  for (const topic of topics)
    topic
      .start(async (_, slice) => {
        await topic.take(slice).catch((error: unknown) => {
          exit(String(error));
          throw error;
        });
      })
      .catch((error: unknown) => exit(String(error)));
  return () => {
    const started = topics.every(({ projections }) => projections.size > 0);
    if (started && process.isAlive) rebuild(world, process, topics, connection);
  };
}

/** As the projector does when it is asked to: topic by topic. */
function rebuild(
  world: World,
  process: SimulatedProcess,
  topics: readonly TopicProjector[],
  connection: Redis,
): void {
  world.say(`${process.name} rebuilds`);
  const tell = (step: RebuildStep) => {
    if (step.step === 'reading') return;
    world.say(`${process.name} ${step.step} ${step.topic}/${step.partition}`);
    if (step.step === 'swapped' && !step.equal)
      world.violated('I15', `a rebuild differs in ${step.different.join(', ')}`);
  };
  const all = async () => {
    for (const topic of topics) await rebuildTopic(connection, topic, tell);
  };
  all().catch((error: unknown) => world.say(`${process.name} rebuilt nothing: ${String(error)}`));
}
