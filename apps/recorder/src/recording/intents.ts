import { assert } from '@stakelog/contracts';
import { utcText, type RecordedTopic } from '../rows/tables';
import type { Position } from '../sources/source';
import type { Chain, IntentRow } from '../store/recording-store';
import { contentHash, type RecordedBatch, type SourceRange } from './recorded-batch';
import type { RecordingParts } from './recording-parts';

/** An intent as the store holds it. */
export type Intent = Omit<RecordedBatch, 'rows'> & {
  readonly hash: string;
  readonly writer: string;
};

type LedgerParts = Pick<RecordingParts, 'store' | 'clock'>;

/** Writes the intent of a batch. False: another recorder wrote one for this number first. */
export async function writeIntent(
  { store, clock }: LedgerParts,
  batch: RecordedBatch,
  writer: string,
): Promise<boolean> {
  const { chain, number, ranges } = batch;
  const written = { hash: contentHash(batch), writer, nowMs: clock.nowMs() };
  const rows = ranges.map((range) => intentRow(chain, number, range, written));
  const token = `intents/${chain.topic}/${chain.generation}/${chain.owner}/${number}`;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    // A process that is killed between token and part leaves a token without rows behind.
    const own = attempt === 1 ? token : `${token}/${writer}/${attempt}`;
    await store.insert('intents', rows, own);
    const standing = intentOf(await store.intent(chain, number));
    if (standing !== undefined) return standing.writer === writer;
  }
  throw new Error(`broken rule: an intent that was inserted is there (${token})`);
}

/** Marks where a partition goes on after the log went back: the first row of a new generation. */
export async function writeCut(
  { store, clock }: LedgerParts,
  chain: Chain,
  partition: number,
  position: Position | undefined,
  writer: string,
): Promise<void> {
  const offset = position?.nextOffset ?? 0;
  const positionAfter = position ?? { nextOffset: 0 };
  const range = { partition, fromOffset: offset, toOffset: offset, records: 0 };
  const written = { hash: '', writer, nowMs: clock.nowMs() };
  const row = intentRow(chain, 0, { ...range, positionBefore: position, positionAfter }, written);
  const token = `cut/${chain.topic}/${chain.generation}/${partition}/${offset}`;
  await store.insert('intents', [row], token);
}

function intentRow(
  { topic, generation, owner }: Chain,
  batch: number,
  range: SourceRange,
  { hash, writer, nowMs }: { hash: string; writer: string; nowMs: number },
): IntentRow {
  return {
    topic,
    generation,
    owner,
    batch,
    partition: range.partition,
    from_offset: range.fromOffset,
    to_offset: range.toOffset,
    records: range.records,
    position_before: JSON.stringify(range.positionBefore ?? null),
    position_after: JSON.stringify(range.positionAfter),
    content_hash: hash,
    writer,
    intended_at: utcText(nowMs),
  };
}

/** The newest batch of each chain of the topic: the only ones that a crash can have left half done. */
export async function readLastIntents(
  { store }: Pick<RecordingParts, 'store'>,
  topic: RecordedTopic,
): Promise<readonly Intent[]> {
  const chains = new Map<string, IntentRow[]>();
  for (const row of await store.lastIntents(topic)) {
    const name = `${row.generation} ${row.owner}`;
    chains.set(name, [...(chains.get(name) ?? []), row]);
  }
  return [...chains.values()].flatMap((group) => intentOf(group) ?? []);
}

/** A partition's ranges, the newest first: where it goes on, and where it went on before. */
export async function readRanges(
  { store }: Pick<RecordingParts, 'store'>,
  topic: RecordedTopic,
  partition: number,
  count: number,
): Promise<readonly (SourceRange & { readonly generation: number; readonly batch: number })[]> {
  const rows = await store.partitionIntents(topic, partition, count);
  return rows.map((row) => ({ ...rangeOf(row), generation: row.generation, batch: row.batch }));
}

/** The highest generation of the topic, and the number of the newest batch of one owner in it. */
export async function readChain(
  { store }: Pick<RecordingParts, 'store'>,
  topic: RecordedTopic,
  owner: string,
): Promise<{ readonly generation: number; readonly number: number }> {
  const newest = await store.newestChain(topic, owner);
  return { generation: Math.max(1, newest?.generation ?? 1), number: newest?.batch ?? 0 };
}

function intentOf(rows: readonly IntentRow[]): Intent | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const { topic, generation, owner, batch, writer, content_hash: hash } = first;
  assert(
    rows.every((row) => row.batch === batch && row.writer === writer),
    'a batch has one intent',
  );
  const ranges = rows.map(rangeOf);
  return { chain: { topic, generation, owner }, number: batch, ranges, hash, writer };
}

const rangeOf = (row: IntentRow): SourceRange => ({
  partition: row.partition,
  fromOffset: row.from_offset,
  toOffset: row.to_offset,
  records: row.records,
  positionBefore: positionOf(row.position_before),
  positionAfter: positionOf(row.position_after) ?? { nextOffset: row.to_offset },
});

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by intentRow above
const positionOf = (text: string) => (JSON.parse(text) as Position | null) ?? undefined;
