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
  const connection = redis.connection(process);
  const log = world.log(process);
  const around = { ...surroundings(world, process, connection), onError: failed };
  function failed(error: unknown): void {
    exit(error instanceof Error ? error.message : String(error));
  }
  const { ordinal, instances, betPartitions, delivered } = config;
  const project = (topic: ProjectedTopic, shards: readonly Shard[]) => {
    const own = shards.filter(({ partition }) => partition % instances === ordinal);
    const health = new Health(process.clock).dependency(topic.topic);
    const deliveredTo = (shard: Shard) => delivered.deliveredTo(process, log, shard);
    return new TopicProjector(topic, own, { ...around, health, deliveredTo });
  };
  const used = betShards.filter(({ partition }) => betPartitions.includes(partition));
  const topics = [
    project(betEventsLog(log, world.codec, silent), used),
    project(oddsEventsLog(log, world.codec, silent), oddsShards),
  ];
  for (const topic of topics)
    topic
      .start((_, slice) =>
        topic.take(slice).catch((error: unknown) => {
          failed(error);
          throw error;
        }),
      )
      .catch(failed);
  return () => {
    const started = topics.every(({ projections }) => projections.size > 0);
    if (started && process.isAlive) rebuild(world, process, topics, connection);
  };
}

const silent = () => undefined;
const memory = () => Promise.reject(new Error('nobody asks'));

function surroundings(world: World, process: SimulatedProcess, connection: Redis) {
  return {
    store: new ModelStore(connection),
    clock: process.clock,
    newGeneration: () => `g${world.newName(process)}`,
    logger: tracingLogger(world, process),
    metrics: new ProjectorMetrics(timedMetrics, () => [], memory),
    sweep: (swept: readonly Shard[]) => sweepGenerations(connection, swept),
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
    // A Redis that went back, and nobody has noticed yet, stands elsewhere: that is no comparison.
    if (step.step === 'swapped' && !step.equal && !step.different.includes('pos'))
      world.violated('I15', `a rebuild differs in ${step.different.join(', ')}`);
  };
  const all = async () => {
    for (const topic of topics) await rebuildTopic(connection, topic, tell);
  };
  all().catch((error: unknown) => world.say(`${process.name} rebuilt nothing: ${String(error)}`));
}
