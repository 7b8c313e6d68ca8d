import type { ModelStore, Shard } from '@stakelog/redis';
import type { ProjectedTopic } from '../log/log-slice';

/** Where a shard goes on: in the generation that is read, or in one that nobody reads yet. */
export type Established = {
  readonly generation: string;
  readonly position: string;
  readonly live: boolean;
  /** Why a new generation was begun. */
  readonly because?: 'empty' | 'log went back';
};

/**
 * Finds where Redis stands (R5). A generation whose position is gone, or was made from another log, is
 * dropped: readers are told that it is being rebuilt, and a new one begins at offset 0.
 */
export async function establish(
  store: ModelStore,
  topic: ProjectedTopic,
  shard: Shard,
  newGeneration: () => string,
): Promise<Established> {
  const { live, next } = await store.standing(shard);
  for (const [candidate, isLive] of [
    [live, true],
    [next, false],
  ] as const) {
    if (candidate?.position === undefined) continue;
    if (await topic.holds(shard.partition, candidate.position))
      return { generation: candidate.name, position: candidate.position, live: isLive };
  }
  if (live !== undefined) await store.hide(shard);
  const because = live === undefined && next === undefined ? 'empty' : 'log went back';
  for (;;) {
    const generation = newGeneration();
    if (await store.begin(shard, generation, topic.beginning))
      return { generation, position: topic.beginning, live: false, because };
  }
}
