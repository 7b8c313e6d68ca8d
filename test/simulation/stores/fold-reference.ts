import { valueCrc, type CountedBatch, type LogRecord } from '@stakelog/kafka';
import {
  foldEvents,
  foldFacts,
  workingSet,
  type PlacedFact,
  type PlacedGap,
} from '@stakelog/projections';
import type { Shard } from '@stakelog/redis';
import { ReferenceFacts } from '../invariants/reference-facts';
import { ReferenceFence } from '../invariants/reference-fence';
import type { World } from '../world/world';
import { ShardReference } from './shard-reference';

/** One partition as its copies should know it. Begun again where the log is cut. */
type Folded = {
  readonly reference: ShardReference;
  readonly fence: ReferenceFence;
  readonly facts: ReferenceFacts;
};

/** Folds both topics as they grow, by the reference fences: what read models and tables must be equal to. */
export class FoldReference {
  /** Partitions that were cut: what copies hold of them is compared at the end only. */
  readonly cut = new Set<string>();
  readonly #folded = new Map<string, Folded>();
  readonly #counted: ((batch: CountedBatch) => void)[] = [];
  readonly #cuts: ((shard: Shard) => void)[] = [];

  constructor(private readonly world: World) {
    world.topics.listen({
      appended: (topic, partition, records) => {
        if (topic === 'bet.events') this.#takeBets(partition, records);
        if (topic === 'odds.events') this.#takeFacts(partition, records);
      },
      cut: (topic, partition) => {
        if (topic !== 'bet.events' && topic !== 'odds.events') return;
        const shard: Shard = { topic, partition };
        this.cut.add(nameOf(shard));
        for (const listener of this.#cuts) listener(shard);
        this.#again(shard);
      },
    });
  }

  shard(shard: Shard): ShardReference {
    return this.#of(shard).reference;
  }

  /** Hears of every counted batch; of a partition that was cut, of all that is left of it once more. */
  onCounted(listener: (batch: CountedBatch) => void): void {
    this.#counted.push(listener);
  }

  onCut(listener: (shard: Shard) => void): void {
    this.#cuts.push(listener);
  }

  isCut(shard: Shard): boolean {
    return this.cut.has(nameOf(shard));
  }

  #of(shard: Shard): Folded {
    const known = this.#folded.get(nameOf(shard));
    if (known !== undefined) return known;
    const { codec, topics: stored } = this.world;
    const records = () => stored.partition('odds.events', shard.partition).records;
    const folded = {
      reference: new ShardReference(),
      fence: new ReferenceFence(shard.partition),
      facts: new ReferenceFacts(codec, records),
    };
    this.#folded.set(nameOf(shard), folded);
    return folded;
  }

  #again(shard: Shard): void {
    this.#folded.delete(nameOf(shard));
    const { records, batches } = this.world.topics.partition(shard.topic, shard.partition);
    for (const [index, base] of batches.entries()) {
      const batch = records.slice(base, batches[index + 1] ?? records.length);
      if (shard.topic === 'bet.events') this.#takeBets(shard.partition, batch);
      else this.#takeFacts(shard.partition, batch);
    }
  }

  #takeBets(partition: number, records: readonly LogRecord[]): void {
    const { reference, fence } = this.#of({ topic: 'bet.events', partition });
    const events = records.map(({ value }) => this.world.codec.decode('bet.events', value));
    const judged = fence.take(records, events);
    const { epoch, writer, batch } = fence;
    if (judged?.status === 'opened') {
      const nextOffset = judged.record.offset + 1;
      reference.positions.set(nextOffset, { nextOffset, epoch, writer, batch });
      reference.nextOffset = nextOffset;
    }
    if (judged?.status !== 'counted') return;
    const { nextOffset, opening } = judged.batch;
    const { decidedAtMs } = opening;
    const working = workingSet(reference.current);
    foldEvents(
      working,
      judged.batch.records.map(({ offset, eventId, event }) => ({
        partition,
        offset,
        eventId,
        decidedAtMs,
        event,
      })),
    );
    reference.advance(nextOffset, working.changes());
    reference.positions.set(nextOffset, { nextOffset, epoch, writer, batch, decidedAtMs });
    for (const listener of this.#counted) listener(judged.batch);
  }

  #takeFacts(partition: number, records: readonly LogRecord[]): void {
    const { reference, facts } = this.#of({ topic: 'odds.events', partition });
    for (const record of records) {
      const { offset, key } = record;
      const at = { partition, offset, key: key?.toString('utf8') ?? '' };
      const working = workingSet(reference.current);
      foldFacts(working, placed(at, facts));
      reference.advance(offset + 1, working.changes());
      reference.positions.set(offset + 1, { nextOffset: offset + 1, crc: valueCrc(record) });
    }
  }
}

function placed(
  at: { readonly partition: number; readonly offset: number; readonly key: string },
  facts: ReferenceFacts,
): readonly (PlacedFact | PlacedGap)[] {
  const judged = facts.at(at.offset);
  switch (judged.verdict) {
    case 'effective':
      return [{ ...at, fact: judged.fact }];
    case 'undecodable':
    case 'conflict':
      return [{ ...at, fact: 'undecodable' }];
    case 'none':
      return [];
  }
}

export const nameOf = ({ topic, partition }: Shard): string => `${topic}/${partition}`;
