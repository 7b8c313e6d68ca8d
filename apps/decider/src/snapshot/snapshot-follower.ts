import type { Codec, Log } from '@stakelog/kafka';
import type { Clock, Logger } from '@stakelog/runtime';
import { AdoptedFacts } from '../facts/adopted-facts';
import { Follower } from '../partition/follower';
import type { Snapshots } from './snapshots';

export type SnapshotFollowing = {
  readonly log: Log;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly snapshots: Snapshots;
};

/**
 * Writes the next snapshot of each of these partitions, one after the other, and then that of the table: each is
 * the one before and the counted log behind it. No decider has a part in it, so none waits for it.
 */
export async function writeSnapshots(
  { log, codec, clock, logger, snapshots }: SnapshotFollowing,
  partitions: readonly number[],
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const start = await snapshots.table();
  const facts = new AdoptedFacts(log, codec, clock, failed.reject, start);
  try {
    await Promise.race([facts.reader.waitForEnd(), failed.promise]);
    for (const partition of partitions) {
      const startedAtMs = clock.monotonicMs();
      const from = await snapshots.partition(partition, facts);
      const follower = new Follower({ log, codec, facts, partition, start: from, ...unheard });
      await Promise.race([follower.atEnd(), failed.promise]);
      await follower.close();
      await writePartition(snapshots, follower);
      const tookMs = Math.round(clock.monotonicMs() - startedAtMs);
      const { nextOffset } = follower.state;
      logger.info({ code: 'decider.snapshot', partition, nextOffset, tookMs }, 'snapshot written');
    }
    await facts.close();
    // Last, and so ahead of all partitions: none that starts from them waits for facts.
    await snapshots.writeTable(facts.standing);
  } finally {
    await facts.close();
  }
}

/** What is dropped is told by the decider. */
const unheard = { onDropped: () => undefined };

async function writePartition(snapshots: Snapshots, follower: Follower): Promise<void> {
  const { state, position, heardAtMs } = follower;
  if (position === undefined || heardAtMs === undefined) return;
  const oddsAdopted = [...follower.oddsAdopted.values()];
  await snapshots.writePartition({ state, position, heardAtMs, oddsAdopted });
}
