import type { BetEvent } from '@stakelog/contracts';
import {
  decodeLearning,
  newFence,
  type Codec,
  type CountedBatch,
  type Fence,
  type FenceStep,
  type Log,
  type LogReader,
  type LogRecord,
} from '@stakelog/kafka';
import { ModelFold, type PlacedEvent } from '@stakelog/projections';
import type { Shard } from '@stakelog/redis';
import type { PartFold } from './part-fold';

/** What of a partition is folded. */
export type BetEventsPart = {
  /** By the record's key and name, before it is decoded: what is not wanted costs next to nothing. */
  wants(name: string, account: string): boolean;
  take(models: ModelFold, events: readonly PlacedEvent[], offset: number): void;
  isWhole(key: string): boolean;
};

/** Reads a partition of bet.events through the fence, as far as it is told, and folds a part of it. */
export class BetEventsPartFold implements PartFold {
  readonly models = new ModelFold();
  readonly #reader: LogReader;
  readonly #fence: Fence;
  #records: readonly LogRecord[] = [];

  constructor(
    log: Pick<Log, 'openReader'>,
    private readonly codec: Codec,
    readonly shard: Shard,
    private readonly part: BetEventsPart,
  ) {
    const { partition } = shard;
    this.#reader = log.openReader({ topic: 'bet.events', from: new Map([[partition, 0]]) });
    this.#fence = newFence(partition);
  }

  isWhole(key: string): boolean {
    return this.part.isWhole(key);
  }

  async advanceTo(nextOffset: number): Promise<void> {
    while (this.#fence.nextOffset < nextOffset) {
      if (this.#records.length === 0) this.#records = await this.#reader.next(this.shard.partition);
      const taken = this.#records.filter(({ offset }) => offset < nextOffset);
      this.#records = this.#records.slice(taken.length);
      for (const record of taken) {
        const step = await this.#step(record);
        if (step.status === 'counted') this.#fold(step.batch);
      }
    }
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async #step(record: LogRecord): Promise<FenceStep> {
    const name = this.codec.nameOf(record.value);
    const isOpening = name === 'InputsAdopted' || name === 'EpochOpened';
    const account = record.key?.toString('utf8') ?? '';
    if (name !== undefined && !isOpening && !this.part.wants(name, account))
      return this.#fence.pass(record);
    let message: BetEvent;
    try {
      message = this.codec.decode('bet.events', record.value);
    } catch {
      message = await decodeLearning(this.codec, 'bet.events', record.value);
    }
    return this.#fence.take(record, message);
  }

  #fold({ partition, opening, records, nextOffset }: CountedBatch): void {
    if (records.length === 0) return;
    const { decidedAtMs } = opening;
    const events = records.map((record): PlacedEvent => {
      const { offset, eventId, event } = record;
      return { partition, offset, eventId, decidedAtMs, event };
    });
    this.part.take(this.models, events, nextOffset - 1);
  }
}
