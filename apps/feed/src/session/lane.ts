import { assert, limits, type Position } from '@stakelog/contracts';
import type { AppendRecord } from '@stakelog/kafka';
import type { KeyedFact } from '../fact';
import { FeedError } from './feed-error';

/** A fact on its way into one partition, and whoever waits for its place there. */
export type Passage = KeyedFact & {
  readonly landed: PromiseWithResolvers<Position>;
};

export type LaneAppend = (
  partition: number,
  records: readonly AppendRecord[],
) => Promise<
  | { readonly status: 'appended'; readonly baseOffset: number }
  | { readonly status: 'unknown'; readonly bytesRefused: boolean }
>;

/** `at`: where the broker says that it stands; undefined until it has answered. */
type Sent = { readonly passage: Passage; at?: number };

/**
 * The facts of one partition in their order. `sent` are those that were appended and not yet seen
 * in the log; only the log says that they have landed.
 */
export class Lane {
  readonly #sent = new Map<string, Sent>();
  /** Behind the last record that the log has shown. */
  #seenNext = 0;
  #queue: Passage[] = [];
  #running: Promise<void> | undefined;
  #isPaused = true;

  constructor(
    readonly partition: number,
    private readonly encode: (fact: KeyedFact) => AppendRecord,
    private readonly append: LaneAppend,
    /** The outcome of an append is unknown: the sessions have to be opened anew. */
    private readonly onUnknown: () => void,
  ) {}

  get length(): number {
    return this.#queue.length + this.#sent.size;
  }

  push(passage: Passage): void {
    this.#queue.push(passage);
    this.#run();
  }

  resume(): void {
    this.#isPaused = false;
    this.#run();
  }

  /** Resolves when no append is under way; none begins before `resume`. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.#running;
  }

  /** The log holds the fact, or repeats an older one. */
  land(id: string, position: Position): void {
    this.#sent.get(id)?.passage.landed.resolve(position);
    this.#sent.delete(id);
  }

  /** The log has been read up to there: another record stands where one of ours should, if it has not landed. */
  saw(nextOffset: number): void {
    this.#seenNext = nextOffset;
    this.#findLost();
  }

  /** The log has been read behind a new session, so what it does not hold by now never counts. */
  resend(): void {
    this.#queue = [...[...this.#sent.values()].map(({ passage }) => passage), ...this.#queue];
    this.#sent.clear();
  }

  fail(error: Error): void {
    for (const { passage } of this.#sent.values()) passage.landed.reject(error);
    for (const { landed } of this.#queue) landed.reject(error);
    this.#sent.clear();
    this.#queue = [];
  }

  #run(): void {
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      if (!this.#isPaused && this.#queue.length > 0) this.#run();
    });
  }

  async #drain(): Promise<void> {
    while (!this.#isPaused && this.#queue.length > 0) {
      const { batch, records } = this.#nextBatch();
      for (const passage of batch) this.#sent.set(passageId(passage), { passage });
      const appended = await this.append(this.partition, records);
      if (appended.status === 'appended') this.#placed(batch, appended.baseOffset);
      else if (appended.bytesRefused) this.#refuse(batch);
      else this.#doubt();
    }
  }

  #placed(batch: readonly Passage[], baseOffset: number): void {
    for (const [index, passage] of batch.entries()) {
      const sent = this.#sent.get(passageId(passage));
      if (sent !== undefined) sent.at = baseOffset + index;
    }
    this.#findLost();
  }

  /** A log that was cut and has grown again since: the oldest that was sent shows it. */
  #findLost(): void {
    const [oldest] = this.#sent.values();
    if (this.#isPaused || oldest?.at === undefined || oldest.at >= this.#seenNext) return;
    this.#doubt();
  }

  #doubt(): void {
    this.#isPaused = true;
    this.onUnknown();
  }

  #nextBatch(): { batch: readonly Passage[]; records: readonly AppendRecord[] } {
    const records: AppendRecord[] = [];
    let bytes = 0;
    for (const passage of this.#queue.slice(0, limits.factsPerAppendMax)) {
      const record = this.encode(passage);
      bytes += record.value?.length ?? 0;
      if (bytes > limits.batchBytesTarget && records.length > 0) break;
      records.push(record);
    }
    assert(records.length > 0, 'a batch has facts');
    return { batch: this.#queue.splice(0, records.length), records };
  }

  #refuse(batch: readonly Passage[]): void {
    for (const passage of batch) {
      this.#sent.delete(passageId(passage));
      passage.landed.reject(new FeedError('fact_refused', passageId(passage)));
    }
  }
}

export const passageId = ({ fact }: KeyedFact): string => `${fact.producerId}\n${fact.sourceId}`;
