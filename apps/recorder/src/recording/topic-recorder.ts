import { assert, limits } from '@stakelog/contracts';
import { byTable, type RecordedTopic, type TableRow } from '../rows/tables';
import type { OpenSource, Position, Slice, Source } from '../sources/source';
import type { Chain } from '../store/recording-store';
import { assertEnd, overtaken, readLastIntents, writeIntent, type Intent } from './intents';
import { completeRows, insertRows, persist } from './insert-rows';
import type { RecordedBatch, SourceRange } from './recorded-batch';
import type { RecordingParts } from './recording-parts';
import { resume } from './rewind';
import { Standing } from './standing';

/** Who records: the partitions are those that are its ordinal's, the writer is this very process. */
export type RecorderOwner = {
  readonly ordinal: number;
  readonly instances: number;
  readonly writer: string;
};

/** How far one partition is recorded. */
export type RecordedTo = {
  readonly partition: number;
  readonly recordedNext: number;
  readonly endNext: number;
  /** Append time of the last recorded record, UTC milliseconds; 0 before the first one. */
  readonly appendedAtMs: number;
};

type Waiting = { records: number; rows: TableRow[]; appendedAtMs: number };

/**
 * Records one topic. Slices wait in memory until they are recorded together: intent first, then one
 * block per table. Whatever the moment of a crash, the next start does exactly the same batch again.
 */
export class TopicRecorder {
  readonly #waiting = new Map<number, Waiting>();
  /** Where each partition's next range begins. */
  readonly #positions = new Map<number, Position | undefined>();
  readonly #recorded = new Map<number, { next: number; appendedAtMs: number }>();
  #reader: OpenSource | undefined;
  #chain: Chain | undefined;
  #number = 0;
  #records = 0;
  #room = Promise.withResolvers<void>();
  #filled: () => void = () => undefined;

  constructor(
    private readonly parts: RecordingParts,
    private readonly source: Source,
    readonly owner: RecorderOwner,
  ) {}

  get topic(): RecordedTopic {
    return this.source.topic;
  }

  /** Calls back when a batch is full before its time. */
  onFull(filled: () => void): void {
    this.#filled = filled;
  }

  /**
   * Checks the log against what is recorded, completes what was left half done, and reads on from
   * there. `partitions` is the number that the topic has.
   */
  async start(partitions: number, onError: (error: Error) => void): Promise<void> {
    const { ordinal, instances, writer } = this.owner;
    const name = `${ordinal}/${instances}`;
    const positions = new Map<number, Position | undefined>();
    const own: number[] = [];
    for (let partition = ordinal; partition < partitions; partition += instances)
      own.push(partition);
    const { end, resumed } = await persist(this.parts, () =>
      resume(this.parts, this.source, own, { owner: name, writer }),
    );
    for (const [partition, { position, cut }] of resumed) {
      if (cut) this.parts.watch.cut(this.topic, partition, position);
      positions.set(partition, position);
      this.#positions.set(partition, position);
      this.#recorded.set(partition, { next: position?.nextOffset ?? 0, appendedAtMs: 0 });
    }
    const intents = await persist(this.parts, () => readLastIntents(this.parts, this.topic));
    for (const intent of intents) await this.#complete(intent, onError);
    this.#chain = { topic: this.topic, generation: end.generation, owner: name };
    this.#number = end.batch;
    this.#reader = this.source.open(positions, (slice) => this.#take(slice), onError);
  }

  /** Records everything that waits. False: nothing did. */
  async flush(): Promise<boolean> {
    const newest = new Map([...this.#waiting].map(([of, { appendedAtMs }]) => [of, appendedAtMs]));
    const batch = this.#cut();
    if (batch === undefined) return false;
    const { clock, watch } = this.parts;
    let askedAtMs = 0;
    const stands = await persist(this.parts, () => {
      askedAtMs = clock.monotonicMs();
      return writeIntent(this.parts, batch, this.owner.writer);
    });
    if (!stands) throw overtaken(this.topic, batch.chain.owner);
    watch.point('intent');
    await insertRows(this.parts, batch, new Standing(this.parts, batch, askedAtMs));
    for (const { partition, toOffset } of batch.ranges)
      this.#recorded.set(partition, { next: toOffset, appendedAtMs: newest.get(partition) ?? 0 });
    return true;
  }

  /** Throws where another recorder goes on in this one's chain. */
  async assertNewest(): Promise<void> {
    if (this.#chain === undefined || this.#number === 0) return;
    const { generation, owner } = this.#chain;
    await assertEnd(this.parts, this.topic, owner, { generation, batch: this.#number });
  }

  recordedTo(): readonly RecordedTo[] {
    return [...this.#recorded].map(([partition, { next, appendedAtMs }]) => {
      const endNext = Math.max(next, this.#reader?.endOffset(partition) ?? 0);
      return { partition, recordedNext: next, endNext, appendedAtMs };
    });
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }

  /** Holds the partition back while a full batch waits. */
  #take(slice: Slice): Promise<void> | undefined {
    const waiting = this.#waiting.get(slice.partition) ?? { records: 0, rows: [], appendedAtMs: 0 };
    waiting.records += slice.records;
    waiting.appendedAtMs = slice.appendedAtMs;
    for (const row of slice.rows) waiting.rows.push(row);
    this.#waiting.set(slice.partition, waiting);
    this.#records += slice.records;
    if (this.#records < limits.recorderRowsPerInsertMax) return undefined;
    this.#filled();
    return this.#room.promise;
  }

  /** Everything that waits, as the next batch. Its ranges end where the fence stands now. */
  #cut(): RecordedBatch | undefined {
    const reader = this.#reader;
    const chain = this.#chain;
    if (reader === undefined || chain === undefined || this.#waiting.size === 0) return undefined;
    const ranges: SourceRange[] = [];
    const rows: TableRow[] = [];
    for (const [partition, waiting] of [...this.#waiting].toSorted(([a], [b]) => a - b)) {
      const before = this.#positions.get(partition);
      const after = reader.position(partition);
      ranges.push({
        partition,
        fromOffset: before?.nextOffset ?? 0,
        toOffset: after.nextOffset,
        records: waiting.records,
        positionBefore: before,
        positionAfter: after,
      });
      for (const row of waiting.rows) rows.push(row);
      this.#positions.set(partition, after);
    }
    this.#waiting.clear();
    this.#records = 0;
    this.#room.resolve();
    this.#room = Promise.withResolvers<void>();
    this.#number += 1;
    return { chain, number: this.#number, ranges, rows: byTable(rows) };
  }

  /** Reads a batch's ranges again and inserts what is not there. */
  async #complete(intent: Intent, onError: (error: Error) => void): Promise<void> {
    const rows: TableRow[][] = intent.ranges.map(() => []);
    const places = new Map(
      intent.ranges.map((range, index) => [range.partition, { range, index }]),
    );
    const from = new Map(intent.ranges.map((range) => [range.partition, range.positionBefore]));
    const reader = this.source.open(
      from,
      (slice) => {
        const place = places.get(slice.partition);
        assert(place !== undefined, 'only what is asked for is read');
        if (slice.nextOffset > place.range.toOffset) return;
        for (const row of slice.rows) rows[place.index]?.push(row);
      },
      onError,
    );
    try {
      const read = intent.ranges.map((range) => reader.waitFor(range.partition, range.toOffset));
      await Promise.all(read);
    } finally {
      await reader.close();
    }
    const batch = { ...intent, rows: byTable(rows.flat()) };
    await completeRows(this.parts, batch);
  }
}
