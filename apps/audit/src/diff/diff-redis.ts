import { positionToken } from '@stakelog/contracts';
import { ModelFold } from '@stakelog/projections';
import { betShards, oddsShards, type Redis, type Shard } from '@stakelog/redis';
import type { Recording } from '../walk/partition-walk';
import { endsOf } from '../log/recorded-log';
import { FactsTape } from '../walk/facts-tape';
import { countedBatches } from './counted-batches';
import { differencesMax, type Diff, type Difference } from './difference';
import { redisContents } from './redis-contents';

/**
 * I15: folds the log up to the stored position of each partition's read models and compares every key, byte for
 * byte. The models may move on while they are read: a content that a key had meanwhile is as good.
 */
export async function diffRedis(
  source: Pick<Recording, 'log' | 'codec'>,
  redis: Redis,
  progress: (line: string) => void = () => undefined,
): Promise<Diff> {
  const differences: Difference[] = [];
  let compared = 0;
  let behind = 0;
  for (const shard of [...betShards, ...oddsShards]) {
    progress(`redis ${shard.topic}/${shard.partition}`);
    const found = await diffShard(source, redis, shard);
    compared += found.compared;
    behind += found.behind;
    differences.push(...found.differences);
  }
  return { compared, behind, differences: differences.slice(0, differencesMax) };
}

async function diffShard(
  source: Pick<Recording, 'log' | 'codec'>,
  redis: Redis,
  shard: Shard,
): Promise<Diff> {
  const live = await redis.get(`rm:${tag(shard)}:live`);
  if (live === null) return nothingLive(shard);
  const before = await standing(redis, shard, live);
  const held = new Map<string, string>();
  for await (const [key, content] of redisContents(redis, shard, live)) held.set(key, content);
  const after = await standing(redis, shard, live);
  if (before === undefined || after === undefined) return nothingLive(shard);

  const fold = new ModelFold();
  const end = (await source.log.ranges(shard.topic)).get(shard.partition)?.end ?? 0;
  if (after > end) return beyondTheLog(shard, after, end);
  await foldUpTo(source, shard, fold, before, after);
  const differences = compare(shard, fold, held);
  return { compared: held.size, behind: end - after, differences };
}

const tag = ({ topic, partition }: Shard) => `{${topic === 'bet.events' ? 'p' : 'o'}${partition}}`;

async function standing(redis: Redis, shard: Shard, generation: string) {
  const text = await redis.get(`rm:${tag(shard)}:${generation}:pos`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every stored position has it
  return text === null ? undefined : (JSON.parse(text) as { nextOffset: number }).nextOffset;
}

async function foldUpTo(
  source: Pick<Recording, 'log' | 'codec'>,
  { topic, partition }: Shard,
  fold: ModelFold,
  before: number,
  after: number,
): Promise<void> {
  if (topic === 'odds.events') return foldFactsUpTo(source, partition, fold, before, after);
  for await (const { opening, records, nextOffset } of countedBatches(source, partition, after)) {
    if (nextOffset > before) fold.beginReading();
    const { decidedAtMs } = opening;
    const placed = records.map(({ offset, eventId, event }) => ({
      partition,
      offset,
      eventId,
      decidedAtMs,
      event,
    }));
    fold.takeEvents(placed, nextOffset - 1);
  }
}

async function foldFactsUpTo(
  { log, codec }: Pick<Recording, 'log' | 'codec'>,
  partition: number,
  fold: ModelFold,
  before: number,
  after: number,
): Promise<void> {
  const tape = await FactsTape.open(log, codec, await endsOf(log, 'odds.events'), 0);
  for await (const slice of tape.facts(partition))
    for (const judged of slice) {
      const { offset, key, verdict } = judged;
      if (offset >= after) return;
      if (offset >= before) fold.beginReading();
      const place = { partition, offset, key };
      if (verdict === 'apply') fold.takeFacts([{ ...place, fact: judged.fact }], offset);
      else if (verdict === 'undecodable' || verdict === 'conflict')
        fold.takeFacts([{ ...place, fact: 'undecodable' }], offset);
    }
}

function compare(
  { topic, partition }: Shard,
  fold: ModelFold,
  held: ReadonlyMap<string, string>,
): readonly Difference[] {
  const differences: Difference[] = [];
  for (const key of new Set([...fold.keys(), ...held.keys()])) {
    const log = fold.content(key);
    const copy = held.get(key);
    if (copy === log || fold.passed.get(key)?.has(copy ?? '') === true) continue;
    const offset = fold.changedAt.get(key);
    differences.push({
      where: `${key} of ${topic}/${partition}`,
      copy: copy ?? null,
      log: log ?? null,
      at: offset === undefined ? null : positionToken({ topic, partition, offset }),
    });
  }
  return differences.toSorted((left, right) => offsetOf(left) - offsetOf(right));
}

const offsetOf = ({ at }: Difference) => Number(at?.split(':')[1] ?? 0);

const nothingLive = (shard: Shard): Diff => ({
  compared: 0,
  behind: 0,
  differences: [
    { where: `${shard.topic}/${shard.partition}`, copy: null, log: 'read models', at: null },
  ],
});

const beyondTheLog = ({ topic, partition }: Shard, position: number, end: number): Diff => ({
  compared: 0,
  behind: 0,
  differences: [
    {
      where: `position of ${topic}/${partition}`,
      copy: position,
      log: end,
      at: positionToken({ topic, partition, offset: end }),
    },
  ],
});
