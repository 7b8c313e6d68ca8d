import { topics, type EpochOpened } from '@stakelog/contracts';
import { foldBatch, PartitionState } from '@stakelog/domain';
import {
  openBetEventsReader,
  type BetEventsReader,
  type Codec,
  type CountedBatch,
  type DropReason,
  type Log,
} from '@stakelog/kafka';
import type { AdoptedFacts } from '../facts/adopted-facts';

export type FollowerOptions = {
  readonly log: Log;
  readonly codec: Codec;
  readonly facts: AdoptedFacts;
  readonly partition: number;
  readonly onDropped: (reason: DropReason) => void;
};

/** An epoch of ours that took effect: the state behind it is everything before it. */
export type OwnEpoch = { readonly epoch: number; readonly nextOffset: number };

/**
 * Folds one partition of bet.events from offset 0 and stays at its head: the state that a writer starts from.
 * It stops folding at the epoch that it was told to wait for.
 */
export class Follower {
  readonly state: PartitionState;
  /** Rejects when the log cannot be read on. */
  readonly failed: Promise<never>;
  private readonly reader: BetEventsReader;
  private readonly options: FollowerOptions;
  private fail: (error: Error) => void = () => undefined;
  private awaited: { readonly writer: string; readonly met: (own: OwnEpoch) => void } | undefined;
  private closed = false;

  constructor(options: FollowerOptions) {
    this.options = options;
    const { codec, facts, partition } = options;
    const { partitions } = topics['bet.events'];
    this.state = new PartitionState(partition, partitions, facts.table);
    this.failed = new Promise<never>((_, reject) => (this.fail = reject));
    this.failed.catch(() => undefined);
    const log = options.log.openReader({
      topic: 'bet.events',
      from: new Map([[partition, 0]]),
      onError: this.fail,
    });
    this.reader = openBetEventsReader(log, codec, new Map([[partition, undefined]]), {
      onBatch: (batch) => this.fold(batch),
      onEpoch: ({ offset, opened, effective }) => this.meet(offset, opened, effective),
      onDropped: ({ reason }) => options.onDropped(reason),
      onError: this.fail,
    });
  }

  /** The greatest epoch seen. */
  get epoch(): number {
    return this.reader.position(this.options.partition).epoch;
  }

  /** For how long it is proved that nobody wrote here (R12). In milliseconds. */
  get silentForMs(): number {
    return this.reader.silentForMs(this.options.partition);
  }

  /** Everything that the log held at this moment is folded. */
  async atEnd(): Promise<void> {
    await Promise.race([this.reader.waitForEnd(), this.failed]);
  }

  /** Resolves when the epoch of this writer took effect; then the state stands still. */
  ownEpoch(writer: string): Promise<OwnEpoch> {
    return Promise.race([
      new Promise<OwnEpoch>((met) => (this.awaited = { writer, met })),
      this.failed,
    ]);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.reader.close();
  }

  private fold(batch: CountedBatch): Promise<void> | void {
    if (this.closed) return;
    const missing = batch.opening.oddsNext.filter(
      ({ partition, next }) => !this.options.facts.has(partition, next),
    );
    if (missing.length === 0) return this.apply(batch);
    return this.applyBehindFacts(batch);
  }

  /** What a batch adopted must be in the table before the batch can be folded. */
  private async applyBehindFacts(batch: CountedBatch): Promise<void> {
    for (const { partition, next } of batch.opening.oddsNext)
      await this.options.facts.reach(partition, next);
    this.apply(batch);
  }

  private apply({ baseOffset, opening, records }: CountedBatch): void {
    if (this.closed) return;
    const decisions = records.map(({ event }) => event);
    foldBatch(this.state, baseOffset, opening, decisions);
  }

  private meet(offset: number, opened: EpochOpened, effective: boolean): void {
    if (effective) this.state.rules = opened.rules;
    if (!effective || opened.writer !== this.awaited?.writer) return;
    this.closed = true;
    this.state.nextOffset = offset + 1;
    this.awaited.met({ epoch: opened.epoch, nextOffset: offset + 1 });
  }
}
