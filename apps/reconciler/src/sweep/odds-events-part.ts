import {
  openOddsEventsReader,
  type Codec,
  type Log,
  type OddsEventsReader,
  type OddsStep,
} from '@stakelog/kafka';
import { fixturesKey, ModelFold, type PlacedFact, type PlacedGap } from '@stakelog/projections';
import type { Shard } from '@stakelog/redis';
import type { PartFold } from './part-fold';
import { isIn, type Bucket } from './parts';

/** Some fixtures of a partition of odds.events with their markets and prices, through the fence of the facts. */
export class OddsEventsPartFold implements PartFold {
  readonly models = new ModelFold();
  readonly #reader: OddsEventsReader;
  #goal = 0;
  #open: (() => void) | undefined;
  #failed = Promise.withResolvers<never>();

  constructor(
    log: Pick<Log, 'openReader'>,
    codec: Codec,
    readonly shard: Shard,
    private readonly bucket: Bucket,
  ) {
    const { partition } = shard;
    this.#failed.promise.catch(() => undefined);
    const onError = this.#failed.reject;
    const from = new Map([[partition, 0]]);
    const reader = log.openReader({ topic: 'odds.events', from, onError });
    this.#reader = openOddsEventsReader(reader, codec, new Map([[partition, undefined]]), {
      onStep: (step) => this.#held(step.record.offset).then(() => this.#take(step)),
      onError,
    });
  }

  /** The indexes list the fixtures of the whole partition. */
  isWhole(key: string): boolean {
    return !key.startsWith(fixturesKey());
  }

  async advanceTo(nextOffset: number): Promise<void> {
    this.#goal = Math.max(this.#goal, nextOffset);
    this.#open?.();
    const reached = this.#reader.waitFor(this.shard.partition, nextOffset);
    await Promise.race([reached, this.#failed.promise]);
  }

  close(): Promise<void> {
    this.#goal = Infinity;
    this.#open?.();
    return this.#reader.close();
  }

  async #held(offset: number): Promise<void> {
    while (offset >= this.#goal) await new Promise<void>((open) => (this.#open = open));
  }

  #take(step: OddsStep): void {
    const { partition, offset, key: bytes } = step.record;
    const key = bytes?.toString('utf8') ?? '';
    if (!isIn(this.bucket, key)) return;
    const placed = placedOf(step, { partition, offset, key });
    if (placed !== undefined) this.models.takeFacts([placed], offset);
  }
}

function placedOf(
  step: OddsStep,
  at: Pick<PlacedFact, 'partition' | 'offset' | 'key'>,
): PlacedFact | PlacedGap | undefined {
  switch (step.verdict) {
    case 'apply':
      return { ...at, fact: step.fact };
    case 'undecodable':
    case 'conflict':
      return { ...at, fact: 'undecodable' };
    case 'session':
    case 'repeat':
    case 'lower_session':
    case 'unopened_session':
      return undefined;
  }
}
