import { limits, positionToken, type TopicName } from '@stakelog/contracts';
import type { CountedTable, Range, SqlCopy } from '../copies/sql-copy';
import type { Comparison, Difference } from '../difference';
import type { PartitionBooks } from '../fold/partition-books';
import type { DigestedTable, RecordedRange } from '../fold/recorded-range';

const digested = ['decisions', 'ledger_postings'] as const satisfies readonly DigestedTable[];

/** What is compared in this round: what differed before, the newest, and some of the others in turn. */
class RangeTurns<Part extends { readonly from: number; readonly to: number }> {
  #next = 0;
  #suspects = new Set<number>();

  chosen(closed: readonly Part[], open: Part | undefined, recorded: number): readonly Part[] {
    const chosen = new Map<number, Part>();
    for (const part of closed) if (this.#suspects.has(part.from)) chosen.set(part.from, part);
    for (let count = 0; count < limits.reconciledRangesMax && closed.length > 0; count++) {
      const part = closed[this.#next % closed.length];
      this.#next = (this.#next + 1) % closed.length;
      if (part !== undefined) chosen.set(part.from, part);
    }
    if (open !== undefined && open.to > open.from) chosen.set(open.from, open);
    return [...chosen.values()].filter(({ to }) => to <= recorded);
  }

  differed(parts: readonly Part[]): void {
    this.#suspects = new Set(parts.slice(0, limits.reconciledRangesMax).map(({ from }) => from));
  }
}

/** I16 for one partition of bet.events: every counted row once, and its content, range by range. */
export class RecordedComparison {
  readonly #turns = new RangeTurns<RecordedRange>();

  constructor(
    private readonly sql: SqlCopy,
    private readonly books: PartitionBooks,
  ) {}

  async compare(recorded: number | undefined): Promise<Comparison> {
    const { partition, ranges } = this.books;
    const compared = { copy: 'CLICKHOUSE', topic: 'bet.events', partition } as const;
    if (recorded === undefined) return { ...compared, ...unknownYet };
    const chosen = this.#turns.chosen(ranges.closed, ranges.open, recorded);
    const differences: Difference[] = [];
    const differed: RecordedRange[] = [];
    let checked = 0;
    for (const range of chosen)
      for (const table of digested) {
        const difference = await this.#differenceIn(table, range);
        checked += range.tables[table].rows;
        if (difference === undefined) continue;
        differences.push(difference);
        differed.push(range);
      }
    this.#turns.differed(differed);
    const { from, to } = ranges.open;
    const nextOffset = to <= recorded ? to : Math.min(from, recorded);
    return { ...compared, nextOffset, checked, differences };
  }

  async #differenceIn(
    table: DigestedTable,
    { from, to, tables }: RecordedRange,
  ): Promise<Difference | undefined> {
    const { partition } = this.books;
    const expected = tables[table];
    const held = await this.sql.digest(table, { partition, from, to });
    const same =
      held.rows === expected.rows &&
      held.distinct === expected.rows &&
      held.digest === expected.digest;
    if (same) return undefined;
    return differenceAt(
      'bet.events',
      table,
      { partition, from, to },
      `${held.rows} rows, ${held.distinct} different, content ${held.digest}`,
      `${expected.rows} rows, all different, content ${expected.digest}`,
    );
  }
}

/** I16 for one partition of an input topic: every record has one row. */
export class CountedComparison {
  readonly #turns = new RangeTurns<Range>();

  constructor(
    private readonly sql: SqlCopy,
    private readonly topic: 'odds.events' | 'bet.commands',
    private readonly table: CountedTable,
    private readonly partition: number,
  ) {}

  async compare(recorded: number | undefined): Promise<Comparison> {
    const { partition, topic } = this;
    const compared = { copy: 'CLICKHOUSE', topic, partition } as const;
    if (recorded === undefined) return { ...compared, ...unknownYet };
    const ranges = rangesUpTo(partition, recorded);
    const chosen = this.#turns.chosen(ranges.slice(0, -1), ranges.at(-1), recorded);
    const differences: Difference[] = [];
    const differed: Range[] = [];
    let checked = 0;
    for (const range of chosen) {
      const { rows, distinct } = await this.sql.count(this.table, range);
      const expected = range.to - range.from;
      checked += expected;
      if (rows === expected && distinct === expected) continue;
      const held = `${rows} rows, ${distinct} different`;
      differences.push(differenceAt(topic, this.table, range, held, `${expected} rows`));
      differed.push(range);
    }
    this.#turns.differed(differed);
    return { ...compared, nextOffset: recorded, checked, differences };
  }
}

const unknownYet = {
  nextOffset: undefined,
  checked: 0,
  differences: [],
  because: 'the recorder has not said how far it is',
} as const;

function rangesUpTo(partition: number, recorded: number): readonly Range[] {
  const length = limits.reconciledEventsMax;
  return Array.from({ length: Math.ceil(recorded / length) }, (_, index) => ({
    partition,
    from: index * length,
    to: Math.min(recorded, (index + 1) * length),
  }));
}

function differenceAt(
  topic: TopicName,
  table: DigestedTable | CountedTable,
  { partition, from, to }: Range,
  held: string,
  expected: string,
): Difference {
  return {
    copy: 'CLICKHOUSE',
    // Not its end: the newest range grows from one look to the next.
    where: `${table} of ${topic}/${partition} from ${from}`,
    held: `${held}, up to ${to}`,
    expected,
    at: positionToken({ topic, partition, offset: from }),
  };
}
