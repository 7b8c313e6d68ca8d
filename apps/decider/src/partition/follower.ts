import { limits, topics, type AdoptedRange, type EpochOpened } from '@stakelog/contracts';
import { foldBatch, PartitionState } from '@stakelog/domain';
import {
  LogError,
  openBetEventsReader,
  readFrom,
  type BetEventsReader,
  type BrokerTime,
  type Codec,
  type CountedBatch,
  type DropReason,
  type FencePosition,
  type Log,
} from '@stakelog/kafka';
import type { AdoptedFacts } from '../facts/adopted-facts';
import type { PartitionStart } from '../snapshot/snapshots';
import { brokerAtMs } from './broker-clock';

export type FollowerOptions = {
  readonly log: Log;
  readonly codec: Codec;
  readonly facts: Pick<AdoptedFacts, 'table' | 'has' | 'reach'>;
  readonly partition: number;
  /** A snapshot to go on from; the log from offset 0 without one. */
  readonly start?: PartitionStart | undefined;
  readonly onDropped: (reason: DropReason) => void;
};

/** An epoch of ours that took effect: the state behind it is everything before it. */
export type OwnEpoch = { readonly epoch: number; readonly nextOffset: number };

/**
 * Folds one partition of bet.events and stays at its head: the state that a writer starts from.
 * It stops folding at the epoch that it was told to wait for.
 */
export class Follower {
  readonly state: PartitionState;
  /** Behind the last batch that is folded (R4). */
  position: FencePosition | undefined;
  /** How far each partition of odds.events was adopted by the newest batch that names it. */
  readonly oddsAdopted = new Map<number, AdoptedRange>();
  /** Partitions whose log ends before what was adopted; no `InputsRewound` has said so yet (R6). */
  readonly factsLacking = new Set<number>();
  /** Rejects when the log cannot be read on. */
  readonly failed: Promise<never>;
  private readonly reader: BetEventsReader;
  private readonly options: FollowerOptions;
  private fail: (error: Error) => void = () => undefined;
  private awaited: { readonly writer: string; readonly met: (own: OwnEpoch) => void } | undefined;
  private closed = false;

  constructor(options: FollowerOptions) {
    this.options = options;
    const { codec, facts, partition, start } = options;
    const { partitions } = topics['bet.events'];
    this.state = start?.state ?? new PartitionState(partition, partitions, facts.table);
    this.position = start?.position;
    for (const range of start?.oddsAdopted ?? []) this.oddsAdopted.set(range.partition, range);
    this.failed = new Promise<never>((_, reject) => (this.fail = reject));
    this.failed.catch(() => undefined);
    const positions = new Map([[partition, this.position]]);
    const from = readFrom(positions);
    const log = options.log.openReader({ topic: 'bet.events', from, onError: this.fail });
    this.reader = openBetEventsReader(log, codec, positions, {
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

  /** Who opened it; empty before the first. */
  get writer(): string {
    return this.reader.position(this.options.partition).writer;
  }

  /** When the last counted batch was appended, by the broker's clock; undefined where none was read. */
  get heardAtMs(): number | undefined {
    return this.reader.heardAtBrokerMs(this.options.partition) ?? this.options.start?.heardAtMs;
  }

  /**
   * For how long it is proved that nobody wrote here (R12), in milliseconds: since this reader was opened, or since
   * the last batch was appended, as far as broker times that were seen elsewhere prove it.
   */
  silentForMs(seen: readonly (BrokerTime | undefined)[]): number {
    const { reader, heardAtMs } = this;
    const { partition } = this.options;
    if (!reader.caughtUp(partition)) return 0;
    const own = reader.silentForMs(partition);
    const askedAtMs = reader.log.answeredAtEndMs(partition);
    if (askedAtMs === undefined || heardAtMs === undefined) return own;
    const byBroker = seen.map((time) => (time === undefined ? 0 : brokerAtMs(time, askedAtMs)));
    return Math.max(own, ...byBroker.map((atMs) => atMs - heardAtMs - limits.brokerSkewMs));
  }

  /** Everything that the log held at this moment is folded, and the facts it adopted are in the table. */
  async atEnd(): Promise<void> {
    await Promise.race([this.reader.waitForEnd(), this.failed]);
    for (const [partition, next] of this.state.oddsNext.entries())
      await this.reachFacts(partition, next);
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

  /** What a batch adopted must be in the table before the batch can be folded. What is gone is not waited for. */
  private async applyBehindFacts(batch: CountedBatch): Promise<void> {
    for (const { partition, next } of batch.opening.oddsNext)
      await this.reachFacts(partition, next);
    this.apply(batch);
  }

  private async reachFacts(partition: number, next: number): Promise<void> {
    const { facts } = this.options;
    if (facts.has(partition, next) || this.factsLacking.has(partition)) return;
    await facts.reach(partition, next).catch((error: unknown) => {
      if (!(error instanceof LogError) || error.code !== 'inputs_rewound') throw error;
      this.factsLacking.add(partition);
    });
  }

  private apply({ baseOffset, opening, records }: CountedBatch): void {
    if (this.closed) return;
    const decisions = records.map(({ event }) => event);
    for (const decision of decisions)
      if (decision.type === 'InputsRewound' && decision.topic === 'odds.events')
        this.factsLacking.delete(decision.partition);
    foldBatch(this.state, baseOffset, opening, decisions);
    for (const range of opening.oddsNext) this.oddsAdopted.set(range.partition, range);
    this.position = this.reader.position(this.options.partition);
  }

  private meet(offset: number, opened: EpochOpened, effective: boolean): void {
    if (this.closed) return;
    if (effective) {
      this.state.rules = opened.rules;
      this.position = this.reader.position(this.options.partition);
    }
    if (!effective || opened.writer !== this.awaited?.writer) return;
    this.closed = true;
    this.state.nextOffset = offset + 1;
    this.awaited.met({ epoch: opened.epoch, nextOffset: offset + 1 });
  }
}
