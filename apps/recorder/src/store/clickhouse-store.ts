import { insertBatch, type ClickHouse } from '@stakelog/clickhouse';
import { limits } from '@stakelog/contracts';
import type { IntentRow, OffsetRange, PartitionShare, RecordingStore } from './recording-store';

/** The recorder's tables in ClickHouse, embedded or not. */
export function clickHouseStore(clickhouse: ClickHouse): RecordingStore {
  return {
    insert: (table, rows, token) => insertBatch(clickhouse, table, rows, { token }),
    async count(table, ranges) {
      const sql = `SELECT count() AS rows FROM ${table} WHERE ${within(ranges)}`;
      const [found] = await clickhouse.rows<{ rows: number }>(sql);
      return found?.rows ?? 0;
    },
    remove: (table, ranges) => clickhouse.command(`DELETE FROM ${table} WHERE ${within(ranges)}`),
    gatherMoves: (of) => gatherMoves(clickhouse, of),
    intent: ({ topic, generation, owner }, batch) =>
      clickhouse.rows<IntentRow>(
        `SELECT * FROM intents WHERE topic = {topic:String} AND generation = {generation:UInt32}
           AND owner = {owner:String} AND batch = {batch:UInt64} ORDER BY partition`,
        { topic, generation, owner, batch },
      ),
    lastIntents: (topic) =>
      clickhouse.rows<IntentRow>(
        `SELECT * FROM intents WHERE topic = {topic:String} AND (generation, owner, batch) IN (
           SELECT generation, owner, max(batch) FROM intents
           WHERE topic = {topic:String} AND content_hash != '' GROUP BY generation, owner)
         ORDER BY generation, owner, partition`,
        { topic },
      ),
    partitionIntents: (topic, partition, count) =>
      clickhouse.rows<IntentRow>(
        `SELECT * FROM intents WHERE topic = {topic:String} AND partition = {partition:UInt16}
           AND (batch = 0 OR content_hash != '')
         ORDER BY generation DESC, to_offset DESC, batch DESC LIMIT {count:UInt32}`,
        { topic, partition, count },
      ),
    removeIntents: (topic, partition, generation, fromOffset) =>
      clickhouse.command(
        `DELETE FROM intents WHERE topic = '${topic}' AND partition = ${partition}
           AND generation <= ${generation} AND to_offset > ${fromOffset}`,
      ),
    async newestChain(topic, owner) {
      const [row] = await clickhouse.rows<Record<'generation' | 'own' | 'batch', number>>(
        `SELECT generation, last.1 AS own, last.2 AS batch FROM (
           SELECT max(generation) AS generation,
             maxIf((intents.generation, batch), owner = {owner:String}) AS last
           FROM intents WHERE topic = {topic:String})`,
        { topic, owner },
      );
      const { generation, own, batch } = row ?? { generation: 0, own: 0, batch: 0 };
      return { generation, own: { generation: own, batch } };
    },
  };
}

/** One block, so that it is there as a whole or not at all: what comes next begins behind the last row of a partition. */
async function gatherMoves(clickhouse: ClickHouse, of: PartitionShare): Promise<number> {
  if ((await waitingMoves(clickhouse, of)) === 0) return 0;
  await clickhouse.command(
    `INSERT INTO gathered_moves
     SELECT * FROM waiting_moves(offsets = ${limits.movesGatheredOffsetsMax})
     WHERE partition % ${of.instances} = ${of.ordinal}
     SETTINGS max_insert_threads = 1, max_insert_block_size = ${BLOCK_ROWS},
       min_insert_block_size_rows = ${BLOCK_ROWS}, min_insert_block_size_bytes = 0`,
  );
  return waitingMoves(clickhouse, of);
}

async function waitingMoves(
  clickhouse: ClickHouse,
  { ordinal, instances }: PartitionShare,
): Promise<number> {
  const [found] = await clickhouse.rows<{ rows: number }>(
    `SELECT count() AS rows FROM settlements AS s LEFT JOIN
       (SELECT partition, max(offset) + 1 AS next FROM gathered_moves GROUP BY partition) AS g
       ON g.partition = s.partition
     WHERE s.partition % ${instances} = ${ordinal} AND s.offset >= g.next`,
  );
  return found?.rows ?? 0;
}

/** More than offsets are gathered at once, over all partitions. */
const BLOCK_ROWS = 16_777_216;

/** Numbers of our own only. */
const within = (ranges: readonly OffsetRange[]): string =>
  ranges
    .map(({ partition, fromOffset, toOffset }) => {
      const end = toOffset === undefined ? '' : ` AND offset < ${toOffset}`;
      return `(partition = ${partition} AND offset >= ${fromOffset}${end})`;
    })
    .join(' OR ');
