import { defined, topics } from '@stakelog/contracts';
import {
  openBetEventsReader,
  readFrom,
  type BetEventsReader,
  type Codec,
  type Log,
  type LogError,
} from '@stakelog/kafka';
import { PartitionBooks } from './partition-books';

type Held = { readonly nextOffset: number; readonly go: () => void };

/**
 * Follows bet.events from its beginning, each partition only as far as it is told: so that it stands where a copy
 * stood when that was read, and both can be compared without a race.
 */
export class LogFold {
  readonly books: readonly PartitionBooks[];
  readonly #reader: BetEventsReader;
  readonly #goals: number[];
  readonly #held = new Map<number, Held>();
  /** Rejects when the partition cannot be read on: whoever waits for it waits no longer. */
  readonly #stops: readonly PromiseWithResolvers<never>[];

  /** `onError`: the log is not the one that was read. `onStopped`: one partition cannot be read on. */
  constructor(
    log: Pick<Log, 'openReader'>,
    codec: Codec,
    onError: (error: Error) => void,
    onStopped?: (error: LogError) => void,
  ) {
    const { partitions } = topics['bet.events'];
    this.books = Array.from(
      { length: partitions },
      (_, partition) => new PartitionBooks(partition),
    );
    this.#goals = this.books.map(() => 0);
    this.#stops = this.books.map(() => Promise.withResolvers<never>());
    for (const { promise } of this.#stops) promise.catch(() => undefined);
    const positions = new Map(this.books.map(({ partition }) => [partition, undefined]));
    const reader = log.openReader({ topic: 'bet.events', from: readFrom(positions), onError });
    this.#reader = openBetEventsReader(reader, codec, positions, {
      onBatch: (batch) => {
        const { partition, nextOffset } = batch;
        const position = this.#reader.position(partition);
        const take = () => this.of(partition).take(batch, position);
        const isAhead = nextOffset > (this.#goals[partition] ?? 0);
        return isAhead ? this.#hold(partition, nextOffset).then(take) : take();
      },
      onEpoch: ({ partition, effective }) => {
        if (effective) this.of(partition).pass(this.#reader.position(partition));
      },
      onStopped: (error) => {
        this.#stops[error.at?.partition ?? 0]?.reject(error);
        onStopped?.(error);
      },
      onError,
    });
  }

  of(partition: number): PartitionBooks {
    return defined(this.books[partition], 'a partition of bet.events');
  }

  /** Folds everything before this offset of the partition; what is folded already stays. */
  async advanceTo(partition: number, nextOffset: number): Promise<void> {
    this.#goals[partition] = Math.max(nextOffset, this.#goals[partition] ?? 0);
    const held = this.#held.get(partition);
    if (held !== undefined && held.nextOffset <= nextOffset) held.go();
    const { promise: stopped } = defined(this.#stops[partition], 'a partition of bet.events');
    await Promise.race([this.#reader.waitFor(partition, nextOffset), stopped]);
  }

  close(): Promise<void> {
    for (const { go } of this.#held.values()) go();
    return this.#reader.close();
  }

  #hold(partition: number, nextOffset: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.#held.delete(partition);
        resolve();
      };
      this.#held.set(partition, { nextOffset, go });
    });
  }
}
