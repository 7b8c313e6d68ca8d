import type { ModelChanges } from '@stakelog/contracts';
import { RedisError, type ModelStore, type Shard } from '@stakelog/redis';
import type { Clock } from '@stakelog/runtime';
import {
  nextOffsetOf,
  type LogSlice,
  type ProjectedTopic,
  type ReadValues,
} from '../log/log-slice';
import { Mutex } from './mutex';

/** `moved`: Redis stands elsewhere, or its data are damaged; nothing was written, find out where it stands. */
export type ApplyOutcome = 'applied' | 'moved';

/** Thrown inside a fold when the stored position is not the one the fold starts from. */
class Moved extends Error {}

export type ProjectionParts = {
  readonly store: ModelStore;
  readonly topic: ProjectedTopic;
  readonly clock: Clock;
  readonly onTrouble: (error: RedisError | undefined) => void;
  readonly stop?: AbortSignal;
};

const RECENT_MAX = 2_000;
const PAUSE_MS = 250;

/**
 * One generation of one shard, written slice by slice. It believes in a position and a few recent values;
 * every write is checked against what Redis holds, so a wrong belief writes nothing.
 */
export class ShardProjection {
  readonly mutex = new Mutex();
  private recent = new Map<string, object>();
  private waiting: { readonly nextOffset: number; readonly wake: () => void }[] = [];

  constructor(
    private readonly parts: ProjectionParts,
    readonly shard: Shard,
    public generation: string,
    public position: string,
  ) {}

  get nextOffset(): number {
    return nextOffsetOf(this.position);
  }

  /** Waits for a Redis that is away or full. A slice behind the position was applied before. */
  apply(slice: LogSlice): Promise<ApplyOutcome> {
    const { clock, onTrouble, stop } = this.parts;
    return this.mutex.run(async () => {
      if (slice.nextOffset <= this.nextOffset) return 'applied';
      for (;;) {
        try {
          const outcome = await this.attempt(slice);
          onTrouble(undefined);
          return outcome;
        } catch (error) {
          if (error instanceof Moved) return 'moved';
          if (!(error instanceof RedisError) || error.recover === 'stop') throw error;
          onTrouble(error);
          if (error.recover === 'rebuild') return 'moved';
          await clock.sleep(PAUSE_MS, stop);
        }
      }
    });
  }

  /** Resolves when everything before this offset is applied. */
  reached(nextOffset: number): Promise<void> | undefined {
    if (this.nextOffset >= nextOffset) return undefined;
    return new Promise((wake) => this.waiting.push({ nextOffset, wake }));
  }

  /** Goes on with another generation that stands at `position`. Only under the mutex. */
  become(generation: string, position: string): void {
    this.generation = generation;
    this.advance(position);
    this.recent = new Map();
  }

  private async attempt(slice: LogSlice): Promise<ApplyOutcome> {
    const { shard, generation, position } = this;
    const changes = await this.parts.topic.changes(slice.items, (keys) => this.read(keys));
    const { status } = await this.parts.store.apply({
      shard,
      generation,
      from: position,
      to: slice.position,
      lastOffset: slice.nextOffset - 1,
      changes,
    });
    if (status === 'moved') return 'moved';
    this.remember(changes);
    this.advance(slice.position);
    return 'applied';
  }

  private readonly read: ReadValues = async (keys) => {
    const unknown = [...keys].filter((key) => !this.recent.has(key));
    const values = new Map<string, object>();
    for (const key of keys) {
      const value = this.recent.get(key);
      if (value !== undefined) values.set(key, value);
    }
    if (unknown.length === 0) return values;
    const stored = await this.parts.store.read(this.shard, this.generation, unknown);
    if (stored.position !== this.position) throw new Moved();
    return new Map([...values, ...stored.values]);
  };

  private remember({ values }: ModelChanges): void {
    for (const [key, value] of values) {
      this.recent.delete(key);
      this.recent.set(key, value);
    }
    for (const [key] of this.recent) {
      if (this.recent.size <= RECENT_MAX) break;
      this.recent.delete(key);
    }
  }

  private advance(position: string): void {
    this.position = position;
    const { nextOffset } = this;
    const due = this.waiting.filter((each) => each.nextOffset <= nextOffset);
    this.waiting = this.waiting.filter((each) => each.nextOffset > nextOffset);
    for (const { wake } of due) wake();
  }
}
