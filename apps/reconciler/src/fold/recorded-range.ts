import { limits } from '@stakelog/contracts';
import { eventIdOf, type CountedBatch, type CountedEvent } from '@stakelog/kafka';
import { crc32 } from 'node:zlib';

/** A table of ClickHouse that is compared row for row, by the sum of the rows' checksums. */
export type DigestedTable = 'decisions' | 'ledger_postings';

/** What a table has to hold of a range. */
export type RowDigest = { readonly rows: number; readonly digest: bigint };

/** Some counted batches of one partition: [from, to). */
export type RecordedRange = {
  readonly from: number;
  readonly to: number;
  readonly tables: Readonly<Record<DigestedTable, RowDigest>>;
};

const nothing: RowDigest = { rows: 0, digest: 0n };
const emptyAt = (offset: number): RecordedRange => ({
  from: offset,
  to: offset,
  tables: { decisions: nothing, ledger_postings: nothing },
});

/**
 * The log of one partition, cut into ranges of some 50 000 events: each is one question to ClickHouse, and what
 * is kept of it does not grow with the events.
 */
export class RecordedRanges {
  readonly #closed: RecordedRange[] = [];
  #open = emptyAt(0);

  get closed(): readonly RecordedRange[] {
    return this.#closed;
  }

  /** What came since the last closed one. */
  get open(): RecordedRange {
    return this.#open;
  }

  take(batch: CountedBatch): void {
    const decisions = added(this.#open.tables.decisions, decisionTexts(batch));
    const ledger_postings = added(this.#open.tables.ledger_postings, postingTexts(batch.records));
    this.#open = {
      from: this.#open.from,
      to: batch.nextOffset,
      tables: { decisions, ledger_postings },
    };
    if (decisions.rows < limits.reconciledEventsMax) return;
    this.#closed.push(this.#open);
    this.#open = emptyAt(batch.nextOffset);
  }
}

function added({ rows, digest }: RowDigest, texts: readonly string[]): RowDigest {
  let sum = 0;
  for (const text of texts) sum += crc32(text);
  return { rows: rows + texts.length, digest: digest + BigInt(sum) };
}

/** One text per row, as `rowTexts` in copies/sql-copy.ts makes them of the columns. */
function decisionTexts({ partition, opening, records }: CountedBatch): readonly string[] {
  const { epoch, batch, decidedAtMs } = opening;
  const openingId = eventIdOf(partition, epoch, batch, 0);
  return [
    `${openingId}|${opening.type}||${decidedAtMs}`,
    ...records.map(({ eventId, event }) => {
      const account = 'accountId' in event ? event.accountId : '';
      return `${eventId}|${event.type}|${account}|${decidedAtMs}`;
    }),
  ];
}

function postingTexts(records: readonly CountedEvent[]): readonly string[] {
  return records.flatMap(({ eventId, event }) =>
    'postings' in event
      ? event.postings.map(
          ({ code, amount }, posting) =>
            `${eventId}|${posting}|${event.accountId}|${code}|${amount}`,
        )
      : [],
  );
}
