import { checkInputPosition, type InputPosition, type Log } from '@stakelog/kafka';
import type { LiveModels, Shard } from '@stakelog/redis';
import type { RedisCopy } from '../copies/redis-copy';
import type { Comparison } from '../difference';
import { beyondTheLog, differenceOf } from './compare-models';

/** Where the models of a partition of odds.events stand. */
export type InputLook = { readonly shard: Shard; readonly live: LiveModels | undefined };

export const lookAtInput = async (redis: RedisCopy, shard: Shard): Promise<InputLook> => ({
  shard,
  live: await redis.read(shard, []),
});

/** R5 for the models of odds.events: their position is in the log and, with `log`, behind the record it was made at. */
export async function compareInputPosition(
  { shard, live }: InputLook,
  end: number,
  log?: Pick<Log, 'recordAt'>,
): Promise<Comparison> {
  const { topic, partition } = shard;
  const compared = { copy: 'REDIS', topic, partition, checked: 1 } as const;
  if (live === undefined) {
    const because = 'no generation is live';
    return { ...compared, checked: 0, nextOffset: undefined, differences: [], because };
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the projector writes it
  const stored = JSON.parse(live.position) as InputPosition;
  const { nextOffset } = stored;
  if (nextOffset > end)
    return { ...compared, nextOffset, differences: [beyondTheLog(live, shard, end)] };
  if (log === undefined || (await checkInputPosition(log, topic, partition, stored)))
    return { ...compared, nextOffset, differences: [] };
  const ours = 'the log has another record there';
  const difference = differenceOf(live, shard, 'pos', live.position, ours, nextOffset);
  return { ...compared, nextOffset, differences: [difference] };
}
