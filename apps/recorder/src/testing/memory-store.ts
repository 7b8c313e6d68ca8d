import type { Row } from '@stakelog/clickhouse';
import type { Chain, IntentRow, OffsetRange, RecordingStore } from '../store/recording-store';

/** Carries a call to the server and its answer back: at once, later, twice, or not at all. */
type Transport = <Answer>(call: () => Answer) => Promise<Answer>;

const atOnce: Transport = async (call) => call();

/**
 * The recorder's tables in memory, with what is hard about the real ones: a token is remembered for so
 * many inserts only, and it outlives its rows.
 */
export class MemoryTables {
  readonly #rows = new Map<string, readonly Row[]>();
  readonly #tokens = new Map<string, readonly string[]>();

  constructor(private readonly tokensMax = 10_000) {}

  rows(table: string): readonly Row[] {
    return this.#rows.get(table) ?? [];
  }

  insert(table: string, rows: readonly Row[], token: string): void {
    if (rows.length === 0) return;
    const known = this.#tokens.get(table) ?? [];
    if (known.includes(token)) return;
    this.#tokens.set(table, [...known, token].slice(-this.tokensMax));
    this.#rows.set(table, [...this.rows(table), ...rows]);
  }

  remove(table: string, gone: (row: Row) => boolean): void {
    this.#rows.set(
      table,
      this.rows(table).filter((row) => !gone(row)),
    );
  }

  intents(matches: (row: IntentRow) => boolean): readonly IntentRow[] {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only intents are inserted there
    return (this.rows('intents') as readonly IntentRow[]).filter(matches);
  }
}

/** One process' way to tables in memory. */
export function memoryStore(tables: MemoryTables, transport: Transport = atOnce): RecordingStore {
  return {
    insert: (table, rows, token) => transport(() => tables.insert(table, rows, token)),
    count: (table, ranges) =>
      transport(() => tables.rows(table).filter((row) => isWithin(row, ranges)).length),
    remove: (table, ranges) =>
      transport(() => tables.remove(table, (row) => isWithin(row, ranges))),
    /** No view reads these tables. */
    gatherMoves: async () => 0,
    intent: (chain, batch) =>
      transport(() =>
        tables
          .intents((row) => row.batch === batch && isOf(row, chain))
          .toSorted((left, right) => left.partition - right.partition),
      ),
    lastIntents: (topic) =>
      transport(() => newestOfChains(tables.intents((row) => row.topic === topic))),
    partitionIntents: (topic, partition, count) =>
      transport(() =>
        tables
          .intents((row) => row.topic === topic && row.partition === partition)
          .filter((row) => row.batch === 0 || row.content_hash !== '')
          .toSorted(newestFirst)
          .slice(0, count),
      ),
    removeIntents: (topic, partition, generation, fromOffset) =>
      transport(() =>
        tables.remove(
          'intents',
          (row) =>
            row['topic'] === topic &&
            row['partition'] === partition &&
            Number(row['generation']) <= generation &&
            Number(row['to_offset']) > fromOffset,
        ),
      ),
    newestChain: (topic, owner) =>
      transport(() => {
        const of = tables.intents((row) => row.topic === topic);
        const generation = Math.max(0, ...of.map((row) => row.generation));
        const owned = of.filter((row) => row.owner === owner);
        const own = Math.max(0, ...owned.map((row) => row.generation));
        const newest = owned.filter((row) => row.generation === own);
        const batch = Math.max(0, ...newest.map((row) => row.batch));
        return { generation, own: { generation: own, batch } };
      }),
  };
}

const isOf = (row: IntentRow, { topic, generation, owner }: Chain) =>
  row.topic === topic && row.generation === generation && row.owner === owner;

const newestFirst = (left: IntentRow, right: IntentRow) =>
  right.generation - left.generation ||
  right.to_offset - left.to_offset ||
  right.batch - left.batch;

function newestOfChains(all: readonly IntentRow[]): readonly IntentRow[] {
  const rows = all.filter((row) => row.content_hash !== '');
  const newest = (row: IntentRow) =>
    rows.every((other) => !isOf(other, row) || other.batch <= row.batch);
  return rows
    .filter(newest)
    .toSorted(
      (left, right) =>
        left.generation - right.generation ||
        left.owner.localeCompare(right.owner) ||
        left.partition - right.partition,
    );
}

const isWithin = (row: Row, ranges: readonly OffsetRange[]) =>
  ranges.some(
    ({ partition, fromOffset, toOffset = Infinity }) =>
      row['partition'] === partition &&
      Number(row['offset']) >= fromOffset &&
      Number(row['offset']) < toOffset,
  );
