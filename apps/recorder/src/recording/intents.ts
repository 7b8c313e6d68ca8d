import { assert } from '@stakelog/contracts';
import { utcText, type RecordedTopic } from '../rows/tables';
import type { Position } from '../sources/source';
import type { Chain, IntentRow, NewestChain } from '../store/recording-store';
import { contentHash, type RecordedBatch, type SourceRange } from './recorded-batch';
import type { RecordingParts } from './recording-parts';

/** An intent as the store holds it. */
export type Intent = Omit<RecordedBatch, 'rows'> & {
  readonly hash: string;
  readonly writer: string;
};

/** The newest row of a chain. */
export type ChainEnd = NewestChain['own'];

type LedgerParts = Pick<RecordingParts, 'store' | 'clock'>;

/** Writes the intent of a batch. False: another recorder wrote one for this number first. */
export async function writeIntent(
  parts: LedgerParts,
  batch: RecordedBatch,
  writer: string,
): Promise<boolean> {
  const { chain, number, ranges } = batch;
  const written = { hash: contentHash(batch), writer, nowMs: parts.clock.nowMs() };
  const rows = ranges.map((range) => intentRow(chain, number, range, written));
  return writeFirst(parts, { chain, number, rows, writer });
}

/**
 * Ends the owner's chain: whoever still records in it loses with its next batch. Returns where the chain
 * ends now. Throws where another one wrote first.
 */
export async function endChain(
  parts: LedgerParts,
  topic: RecordedTopic,
  owner: string,
  writer: string,
): Promise<ChainEnd> {
  const { own } = await parts.store.newestChain(topic, owner);
  if (own.generation === 0) return own;
  const chain = { topic, generation: own.generation, owner };
  const number = own.batch + 1;
  const nothing = { partition: 0, fromOffset: 0, toOffset: 0, records: 0 };
  const range = { ...nothing, positionBefore: undefined, positionAfter: { nextOffset: 0 } };
  // Not the name that this process records under: what it has in hand must lose too.
  const written = { hash: '', writer: `${writer} ends`, nowMs: parts.clock.nowMs() };
  const rows = [intentRow(chain, number, range, written)];
  if (!(await writeFirst(parts, { chain, number, rows, writer: written.writer })))
    throw overtaken(topic, owner);
  return { generation: own.generation, batch: number };
}

/** Throws where the owner's newest chain no longer ends there: another recorder goes on. */
export async function assertEnd(
  { store }: Pick<RecordingParts, 'store'>,
  topic: RecordedTopic,
  owner: string,
  end: ChainEnd,
): Promise<void> {
  const { own } = await store.newestChain(topic, owner);
  if (own.generation !== end.generation || own.batch !== end.batch) throw overtaken(topic, owner);
}

export const overtaken = (topic: RecordedTopic, owner: string) =>
  new Error(`another recorder records ${topic} as ${owner}: starting again`);

type Written = {
  readonly chain: Chain;
  readonly number: number;
  readonly rows: readonly IntentRow[];
  readonly writer: string;
};

async function writeFirst(
  { store }: LedgerParts,
  { chain, number, rows, writer }: Written,
): Promise<boolean> {
  const token = `intents/${chain.topic}/${chain.generation}/${chain.owner}/${number}`;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    // A process that is killed between token and part leaves a token without rows behind.
    const own = attempt === 1 ? token : `${token}/${writer}/${attempt}`;
    await store.insert('intents', rows, own);
    const standing = intentOf(await store.intent(chain, number));
    if (standing !== undefined) return standing.writer === writer;
    // Or it was there, and another recorder has removed it since.
    const { own: end } = await store.newestChain(chain.topic, chain.owner);
    if (end.generation > chain.generation || end.batch >= number) return false;
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
