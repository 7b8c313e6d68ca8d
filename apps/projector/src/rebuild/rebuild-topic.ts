import { defined } from '@stakelog/contracts';
import { compareGenerations, unlinkGeneration, type Comparison, type Redis } from '@stakelog/redis';
import type { Clock } from '@stakelog/runtime';
import type { LogSlice } from '../log/log-slice';
import { ShardProjection } from '../shard/shard-projection';
import type { TopicProjector } from '../shard/topic-projector';

/** A line of a rebuild's progress. */
export type RebuildStep =
  | {
      readonly step: 'reading';
      readonly topic: string;
      readonly partition: number;
      readonly nextOffset: number;
      readonly endOffset: number;
    }
  | ({
      readonly step: 'swapped';
      readonly topic: string;
      readonly partition: number;
      readonly nextOffset: number;
      readonly unlinked: number;
    } & Comparison)
  | {
      readonly step: 'abandoned';
      readonly topic: string;
      readonly partition: number;
      readonly because: string;
    };

type Told = (step: RebuildStep) => void;

const TOLD_EVERY_MS = 500;

/**
 * Builds a new generation of every shard of a topic from offset 0 while the live one goes on, never ahead of
 * it. When both stand at the same position they are compared, and readers are pointed at the new one.
 */
export async function rebuildTopic(redis: Redis, live: TopicProjector, tell: Told): Promise<void> {
  const { projected, topic } = live;
  const { store, clock, newGeneration } = live.around;
  const parts = { store, topic: projected, clock, onTrouble: () => undefined };
  const copies = new Map<number, ShardProjection>();
  for (const { shard } of live.projections.values()) {
    const generation = newGeneration();
    await store.begin(shard, generation, projected.beginning);
    copies.set(shard.partition, new ShardProjection(parts, shard, generation, projected.beginning));
  }
  const failed = Promise.withResolvers<never>();
  const log = projected.open(
    new Map([...copies.keys()].map((partition) => [partition, undefined])),
    {
      clock,
      onSlice: (slice) => copied(copies, slice),
      onError: failed.reject,
      gate: (partition, nextOffset) => live.projections.get(partition)?.reached(nextOffset),
    },
  );
  const stopTelling = every(clock, TOLD_EVERY_MS, () => {
    for (const [partition, { nextOffset }] of copies)
      tell({
        step: 'reading',
        topic,
        partition,
        nextOffset,
        endOffset: log.endOffset(partition) ?? 0,
      });
  });
  try {
    const swaps = [...copies.values()].map((copy) =>
      swapped({ redis, live, copy, tell, failed: failed.promise, copies }),
    );
    await Promise.race([Promise.all(swaps), failed.promise]);
  } finally {
    stopTelling();
    await log.close();
  }
}

/** Until what it returns is called. */
function every(clock: Clock, ms: number, run: () => void): () => void {
  let cancel = clock.after(ms, again);
  function again(): void {
    run();
    cancel = clock.after(ms, again);
  }
  return () => cancel();
}

async function copied(
  copies: ReadonlyMap<number, ShardProjection>,
  slice: LogSlice,
): Promise<void> {
  const copy = copies.get(slice.partition);
  if (copy === undefined) return; // swapped already: the live projection goes on
  if ((await copy.apply(slice)) === 'moved')
    throw new Error('the new generation was changed by somebody else: rebuild again');
}

type Swap = {
  readonly redis: Redis;
  readonly live: TopicProjector;
  readonly copy: ShardProjection;
  readonly copies: Map<number, ShardProjection>;
  readonly tell: Told;
  readonly failed: Promise<never>;
};

/** The live shard stands still while both are compared; its readers see a growing lag and nothing wrong. */
async function swapped({ redis, live, copy, copies, tell, failed }: Swap): Promise<void> {
  const { shard } = copy;
  const { topic, partition } = shard;
  const current = defined(live.projections.get(partition), 'a copy is of a live shard');
  const caughtUp = () => Promise.race([copy.reached(current.nextOffset), failed]);
  await caughtUp();
  await current.mutex.run(async () => {
    await caughtUp();
    const old = current.generation;
    const { generation, position, nextOffset } = copy;
    const comparison = await compareGenerations(redis, shard, old, generation);
    if (!(await live.around.store.point(shard, generation, position))) {
      tell({ step: 'abandoned', topic, partition, because: 'Redis changed meanwhile' });
      return;
    }
    copies.delete(partition);
    current.become(generation, position);
    const unlinked = await unlinkGeneration(redis, shard, old);
    tell({ step: 'swapped', topic, partition, nextOffset, unlinked, ...comparison });
  });
}
