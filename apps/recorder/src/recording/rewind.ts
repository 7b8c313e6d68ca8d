import { limits } from '@stakelog/contracts';
import { tables, type RecordedTopic } from '../rows/tables';
import type { Position, Source } from '../sources/source';
import { assertEnd, endChain, readRanges, writeCut, type ChainEnd } from './intents';
import type { RecordingParts } from './recording-parts';
import type { NewestChain } from '../store/recording-store';

/** Where a partition goes on, and whether rows had to go because the log went back. */
export type Resumption = { readonly position: Position | undefined; readonly cut: boolean };

/** Who records: the partitions' owner, and this very process. */
export type By = { readonly owner: string; readonly writer: string };

/** How many ranges are looked at in one go while searching for one that still holds. */
const RANGES_AT_ONCE = 200;

/**
 * The newest recorded position of each partition that the log still confirms (R5). Where that is not
 * the newest of all, rows and intents behind it are removed, under a new generation of tokens. `end` is
 * where the owner's chain goes on: whatever another recorder writes from the beginning of this on, one of the two loses.
 */
export async function resume(
  parts: RecordingParts,
  source: Source,
  partitions: readonly number[],
  by: By,
): Promise<{ readonly end: ChainEnd; readonly resumed: ReadonlyMap<number, Resumption> }> {
  const newest = await parts.store.newestChain(source.topic, by.owner);
  const resumed = new Map<number, Resumption>();
  let removal: Removal | undefined;
  for (const partition of partitions) {
    const position = await standing(parts, source, partition);
    if (position === 'gone') {
      removal ??= await takeOver(parts, source.topic, by);
      resumed.set(partition, await cut(parts, source, partition, removal));
    } else resumed.set(partition, { position, cut: false });
  }
  const end = removal?.end ?? (await newestEnd(parts, source.topic, by, newest));
  return { end, resumed };
}

/** Gone: the log went back behind it, or a removal was begun and never came to its end. */
async function standing(
  parts: RecordingParts,
  source: Source,
  partition: number,
): Promise<Position | undefined | 'gone'> {
  const ranges = await readRanges(parts, source.topic, partition, RANGES_AT_ONCE);
  const [newest] = ranges;
  if (newest === undefined) return undefined;
  const before = ranges.find(({ batch }) => batch > 0);
  // The removal of the intents behind a cut is its last step.
  if (before !== undefined && before.toOffset > newest.toOffset) return 'gone';
  if (newest.toOffset === 0) return undefined;
  const { positionAfter } = newest;
  return (await source.holds(partition, positionAfter)) ? positionAfter : 'gone';
}

/** A new generation, and the rows that end the chains before it. */
type Removal = { readonly by: By; readonly generation: number; end: ChainEnd };

/** Nobody else removes or inserts anything from here on: their chain has ended, and what they sent has come. */
async function takeOver(parts: RecordingParts, topic: RecordedTopic, by: By): Promise<Removal> {
  const end = await endChain(parts, topic, by.owner, by.writer);
  await parts.clock.sleep(limits.recorderStandingMs + limits.recorderStatementMs);
  const { generation } = await parts.store.newestChain(topic, by.owner);
  return { by, generation: generation + 1, end };
}

/** Where the log of another owner went back since, this one's batches count in a new chain and the old one ends. */
async function newestEnd(
  parts: RecordingParts,
  topic: RecordedTopic,
  { owner, writer }: By,
  { generation, own }: NewestChain,
): Promise<ChainEnd> {
  if (own.generation === generation) return { ...own, generation: Math.max(1, generation) };
  await endChain(parts, topic, owner, writer);
  return { generation, batch: 0 };
}

async function cut(
  parts: RecordingParts,
  source: Source,
  partition: number,
  removal: Removal,
): Promise<Resumption> {
  const { topic } = source;
  const { by, generation } = removal;
  const position = await lastThatHolds(parts, source, partition);
  const from = position?.nextOffset ?? 0;
  await assertEnd(parts, topic, by.owner, removal.end);
  await writeCut(parts, { topic, generation, owner: by.owner }, partition, position, by.writer);
  removal.end = { generation, batch: 0 };
  // What is gathered goes last: settlements that are gone are not gathered again.
  const gathered = topic === 'bet.events' ? (['gathered_moves'] as const) : [];
  for (const table of [...tables[topic], ...gathered]) {
    await assertEnd(parts, topic, by.owner, removal.end);
    await parts.store.remove(table, [{ partition, fromOffset: from }]);
  }
  await parts.store.removeIntents(topic, partition, generation - 1, from);
  return { position: from === 0 ? undefined : position, cut: true };
}

/**
 * An operator gives up what is recorded of a partition: the next start removes it and records it again from the
 * beginning, under a new generation of tokens.
 */
export async function giveUp(
  parts: Pick<RecordingParts, 'store' | 'clock'>,
  topic: RecordedTopic,
  partition: number,
  { owner, writer }: By,
): Promise<void> {
  await endChain(parts, topic, owner, writer);
  const { generation } = await parts.store.newestChain(topic, owner);
  await writeCut(parts, { topic, generation: generation + 1, owner }, partition, undefined, writer);
}

/** Undefined: none does, the partition is recorded again from its beginning. */
async function lastThatHolds(
  parts: RecordingParts,
  source: Source,
  partition: number,
): Promise<Position | undefined> {
  for (let count = RANGES_AT_ONCE, seen = 0; ; count *= 2) {
    const ranges = await readRanges(parts, source.topic, partition, count);
    for (const { positionAfter } of ranges.slice(seen))
      if (positionAfter.nextOffset === 0 || (await source.holds(partition, positionAfter)))
        return positionAfter;
    if (ranges.length < count) return undefined;
    seen = ranges.length;
  }
}
