import { insertBatch, type ClickHouse } from '@stakelog/clickhouse';
import { assert } from '@stakelog/contracts';
import { utcText, type RecordedTopic } from '../rows/tables';
import type { Position } from '../sources/source';
import { contentHash, type Chain, type RecordedBatch, type SourceRange } from './recorded-batch';

/** An intent as ClickHouse holds it. */
export type Intent = Omit<RecordedBatch, 'rows'> & {
  readonly hash: string;
  readonly writer: string;
};

/** Writes the intent of a batch. False: another recorder wrote one for this number first. */
export async function writeIntent(
  clickhouse: ClickHouse,
  batch: RecordedBatch,
  writer: string,
): Promise<boolean> {
  const { chain, number, ranges } = batch;
  const hash = contentHash(batch);
  const rows = ranges.map((range) => intentRow(chain, number, range, hash, writer));
  const token = `intents/${chain.topic}/${chain.generation}/${chain.owner}/${number}`;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    // A process that is killed between token and part leaves a token without rows behind.
    const own = attempt === 1 ? token : `${token}/${writer}/${attempt}`;
    await insertBatch(clickhouse, 'intents', rows, { token: own });
    const standing = await readIntent(clickhouse, chain, number);
    if (standing !== undefined) return standing.writer === writer;
  }
  throw new Error(`broken rule: an intent that was inserted is there (${token})`);
}

/** Marks where a partition goes on after the log went back: the first row of a new generation. */
export async function writeCut(
  clickhouse: ClickHouse,
  chain: Chain,
  partition: number,
  position: Position | undefined,
  writer: string,
): Promise<void> {
  const offset = position?.nextOffset ?? 0;
  const positionAfter = position ?? { nextOffset: 0 };
  const range = { partition, fromOffset: offset, toOffset: offset, records: 0 };
  const row = intentRow(
    chain,
    0,
    { ...range, positionBefore: position, positionAfter },
    '',
    writer,
  );
  const token = `cut/${chain.topic}/${chain.generation}/${partition}/${offset}`;
  await insertBatch(clickhouse, 'intents', [row], { token });
}

function intentRow(
  { topic, generation, owner }: Chain,
  batch: number,
  range: SourceRange,
  hash: string,
  writer: string,
) {
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
    intended_at: utcText(Date.now()),
  };
}

type IntentRow = ReturnType<typeof intentRow>;

async function readIntent(
  clickhouse: ClickHouse,
  { topic, generation, owner }: Chain,
  number: number,
): Promise<Intent | undefined> {
  const rows = await clickhouse.rows<IntentRow>(
    `SELECT * FROM intents WHERE topic = {topic:String} AND generation = {generation:UInt32}
       AND owner = {owner:String} AND batch = {number:UInt64} ORDER BY partition`,
    { topic, generation, owner, number },
  );
  return intentOf(rows);
}

/** The newest batch of each chain of the topic: the only ones that a crash can have left half done. */
export async function readLastIntents(
  clickhouse: ClickHouse,
  topic: RecordedTopic,
): Promise<readonly Intent[]> {
  const rows = await clickhouse.rows<IntentRow>(
    `SELECT * FROM intents WHERE topic = {topic:String} AND (generation, owner, batch) IN (
       SELECT generation, owner, max(batch) FROM intents WHERE topic = {topic:String}
       GROUP BY generation, owner) AND batch > 0
     ORDER BY generation, owner, partition`,
    { topic },
  );
  const chains = new Map<string, IntentRow[]>();
  for (const row of rows) {
    const name = `${row.generation} ${row.owner}`;
    chains.set(name, [...(chains.get(name) ?? []), row]);
  }
  return [...chains.values()].flatMap((group) => intentOf(group) ?? []);
}

/** A partition's ranges, the newest first: where it goes on, and where it went on before. */
export async function readRanges(
  clickhouse: ClickHouse,
  topic: RecordedTopic,
  partition: number,
  count: number,
): Promise<readonly (SourceRange & { readonly generation: number; readonly batch: number })[]> {
  const rows = await clickhouse.rows<IntentRow>(
    `SELECT * FROM intents WHERE topic = {topic:String} AND partition = {partition:UInt16}
     ORDER BY generation DESC, to_offset DESC, batch DESC LIMIT {count:UInt32}`,
    { topic, partition, count },
  );
  return rows.map((row) => ({ ...rangeOf(row), generation: row.generation, batch: row.batch }));
}

/** The highest generation of the topic, and the number of the newest batch of one owner in it. */
export async function readChain(
  clickhouse: ClickHouse,
  topic: RecordedTopic,
  owner: string,
): Promise<{ readonly generation: number; readonly number: number }> {
  const [row] = await clickhouse.rows<{ generation: number; number: number }>(
    `SELECT generation, maxIf(batch, owner = {owner:String}) AS number FROM intents
     WHERE topic = {topic:String} GROUP BY generation ORDER BY generation DESC LIMIT 1`,
    { topic, owner },
  );
  return { generation: Math.max(1, row?.generation ?? 1), number: row?.number ?? 0 };
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
