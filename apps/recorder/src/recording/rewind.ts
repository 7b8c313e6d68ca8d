import { tables, type RecordedTopic } from '../rows/tables';
import type { Position, Source } from '../sources/source';
import { readChain, readRanges, writeCut } from './intents';
import type { RecordingParts } from './recording-parts';

/** Where a partition goes on, and whether rows had to go because the log went back. */
export type Resumption = { readonly position: Position | undefined; readonly cut: boolean };

/** How many ranges are looked at in one go while searching for one that still holds. */
const RANGES_AT_ONCE = 200;

/**
 * The newest recorded position of the partition that the log still confirms (R5). Where that is not
 * the newest of all, rows and intents behind it are removed, under a new generation of tokens.
 */
export async function resume(
  parts: RecordingParts,
  source: Source,
  partition: number,
  by: { readonly owner: string; readonly writer: string },
): Promise<Resumption> {
  const [newest] = await readRanges(parts, source.topic, partition, 1);
  if (newest === undefined) return { position: undefined, cut: false };
  const holds = newest.toOffset === 0 || (await source.holds(partition, newest.positionAfter));
  if (holds && newest.batch > 0) return { position: newest.positionAfter, cut: false };
  // A cut that is the newest range may have been written by a process that died before it removed.
  const position = holds ? newest.positionAfter : await lastThatHolds(parts, source, partition);
  const { topic } = source;
  const { generation } = await readChain(parts, topic, by.owner);
  const chain = { topic, generation: generation + 1, owner: by.owner };
  await writeCut(parts, chain, partition, position, by.writer);
  const from = position?.nextOffset ?? 0;
  for (const table of tables[topic])
    await parts.store.remove(table, [{ partition, fromOffset: from }]);
  await parts.store.removeIntents(topic, partition, generation, from);
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
  by: { readonly owner: string; readonly writer: string },
): Promise<void> {
  const { generation } = await readChain(parts, topic, by.owner);
  const chain = { topic, generation: generation + 1, owner: by.owner };
  await writeCut(parts, chain, partition, undefined, by.writer);
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
      if (await source.holds(partition, positionAfter)) return positionAfter;
    if (ranges.length < count) return undefined;
    seen = ranges.length;
  }
}
