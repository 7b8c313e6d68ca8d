import type { Row } from '@stakelog/clickhouse';
import type { CountedBatch } from '@stakelog/kafka';
import { betEventRows } from '../../../apps/recorder/src/rows/bet-event-rows';
import { MemoryTables } from '../../../apps/recorder/src/testing/memory-store';
import type { World } from '../world/world';
import type { FoldReference } from './fold-reference';

/** Tables that tell of every row that comes and every removal. */
export class HeardTables extends MemoryTables {
  inserted: (table: string, rows: readonly Row[]) => void = () => undefined;
  removed: (table: string) => void = () => undefined;

  override insert(table: string, rows: readonly Row[], token: string): void {
    const before = this.rows(table).length;
    super.insert(table, rows, token);
    if (this.rows(table).length > before) this.inserted(table, rows);
  }

  override remove(table: string, gone: (row: Row) => boolean): void {
    super.remove(table, gone);
    this.removed(table);
  }
}

/** The tables whose rows are compared: they hold what money and bets are counted from. */
const compared = ['decisions', 'ledger_postings', 'bets', 'settlements'] as const;

/** How many rows there are of each text. */
type Counts = Map<string, number>;

/** I16: every counted event is there once, nothing else is. */
export class RowsCheck {
  /** What there should be in all, by table and partition. */
  readonly #expected = new Map<string, Counts>();
  /** What there is, by table and partition. */
  readonly #found = new Map<string, Counts>();

  constructor(
    private readonly world: World,
    private readonly tables: HeardTables,
    private readonly references: FoldReference,
  ) {
    references.onCounted((batch) => this.#expect(batch));
    references.onCut(({ topic, partition }) => {
      if (topic === 'bet.events')
        for (const table of compared) this.#expected.delete(`${table}/${partition}`);
    });
    tables.inserted = (table, rows) => this.#inserted(table, rows);
    tables.removed = (table) => this.#removed(table);
  }

  /** What is not there as often as it should be, table by table. */
  missing(): readonly string[] {
    const names = new Set([...this.#expected.keys(), ...this.#found.keys()]);
    return [...names].flatMap((name) => {
      if (!compared.some((table) => name.startsWith(`${table}/`))) return [];
      const [expected, found] = [countsOf(this.#expected, name), countsOf(this.#found, name)];
      const texts = new Set([...expected.keys(), ...found.keys()]);
      const wrong = [...texts].filter((text) => found.get(text) !== expected.get(text));
      return wrong.length === 0
        ? []
        : [`${wrong.length} rows of ${name}: ${wrong[0]?.slice(0, 200)}`];
    });
  }

  /** No row that no counted batch makes, and none too often. */
  #inserted(table: string, rows: readonly Row[]): void {
    for (const row of rows) {
      const name = `${table}/${String(row['partition'])}`;
      const inputs = table === 'commands' || table === 'facts';
      if (!inputs && !compared.some((each) => each === table)) return;
      const text = inputs ? String(row['offset']) : JSON.stringify(row);
      const count = add(countsOf(this.#found, name), text);
      if (this.references.cut.size > 0) continue;
      const wanted = inputs ? 1 : (this.#expected.get(name)?.get(text) ?? 0);
      if (count > wanted)
        this.world.violated('I16', `${count} of ${wanted} in ${name}: ${text.slice(0, 200)}`);
    }
  }

  #removed(table: string): void {
    for (const [name, counts] of this.#found) if (name.startsWith(`${table}/`)) counts.clear();
    for (const row of this.tables.rows(table)) {
      const inputs = table === 'commands' || table === 'facts';
      const text = inputs ? String(row['offset']) : JSON.stringify(row);
      add(countsOf(this.#found, `${table}/${String(row['partition'])}`), text);
    }
  }

  #expect(batch: CountedBatch): void {
    for (const [table, row] of betEventRows(batch))
      if (compared.some((each) => each === table))
        add(countsOf(this.#expected, `${table}/${batch.partition}`), JSON.stringify(row));
  }
}

function countsOf(all: Map<string, Counts>, name: string): Counts {
  const known = all.get(name);
  if (known !== undefined) return known;
  const counts: Counts = new Map();
  all.set(name, counts);
  return counts;
}

function add(counts: Counts, text: string): number {
  const count = (counts.get(text) ?? 0) + 1;
  counts.set(text, count);
  return count;
}
