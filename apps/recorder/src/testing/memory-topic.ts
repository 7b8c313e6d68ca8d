import type { RecordedTopic, TableRow } from '../rows/tables';
import type { OpenSource, Position, Slice, Source } from '../sources/source';

type LoggedRecord = { readonly text: string; readonly prices: number };

export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A topic in memory, read like the real ones: slices of one record, in order, from any position. */
export class MemoryTopic implements Source {
  readonly partitions: LoggedRecord[][] = [[], []];

  constructor(readonly topic: RecordedTopic = 'odds.events') {}

  append(partition: number, count: number, prices = 2): void {
    const log = this.partitions[partition] ?? [];
    for (let index = 0; index < count; index += 1)
      log.push({ text: `record ${log.length}`, prices });
  }

  open(
    from: ReadonlyMap<number, Position | undefined>,
    onSlice: (slice: Slice) => Promise<void> | void,
  ): OpenSource {
    const next = new Map([...from].map(([of, position]) => [of, position?.nextOffset ?? 0]));
    const closing = new AbortController();
    const pump = async () => {
      while (!closing.signal.aborted) {
        for (const partition of next.keys()) await this.deliver(partition, next, onSlice);
        await turn();
      }
    };
    const pumping = pump();
    const position = (partition: number) => this.positionAt(partition, next.get(partition) ?? 0);
    return {
      position,
      endOffset: (partition) => this.partitions[partition]?.length,
      waitFor: async (partition, offset) => {
        while ((next.get(partition) ?? 0) < offset) await turn();
      },
      close: async () => {
        closing.abort();
        await pumping;
      },
    };
  }

  /** Everything of the partition that is there now. */
  private async deliver(
    partition: number,
    next: Map<number, number>,
    onSlice: (slice: Slice) => Promise<void> | void,
  ): Promise<void> {
    const log = this.partitions[partition] ?? [];
    for (let offset = next.get(partition) ?? 0; offset < log.length; offset += 1) {
      const record = log[offset];
      if (record === undefined) return;
      next.set(partition, offset + 1);
      await onSlice(sliceOf(partition, offset, record));
    }
  }

  holds(partition: number, position: Position): Promise<boolean> {
    const now = this.positionAt(partition, position.nextOffset);
    return Promise.resolve(JSON.stringify(now) === JSON.stringify(position));
  }

  private positionAt(partition: number, nextOffset: number) {
    return { nextOffset, last: this.partitions[partition]?.[nextOffset - 1]?.text ?? '' };
  }
}

const at = '2026-01-02 03:04:05.678';

function sliceOf(partition: number, offset: number, record: LoggedRecord): Slice {
  const place = { partition, offset, event_id: `o${partition}:${offset}`, appended_at: at };
  const fact: TableRow = [
    'facts',
    {
      ...place,
      verdict: 'apply',
      type: 'OddsChanged',
      payload: record.text,
      source_at: at,
      received_at: at,
    },
  ];
  const prices = Array.from({ length: record.prices }, (_, outcome): TableRow => [
    'prices',
    { ...place, source_at: at, outcome_id: String(outcome), odds_e4: 20_000 },
  ]);
  const rows = [fact, ...prices];
  return { partition, nextOffset: offset + 1, records: 1, rows, appendedAtMs: 1_700_000_000_000 };
}
