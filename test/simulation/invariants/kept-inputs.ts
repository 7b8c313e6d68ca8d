import { topics } from '@stakelog/contracts';
import { valueCrc, type LogRecord } from '@stakelog/kafka';
import type { World } from '../world/world';
import { ReferenceFacts } from './reference-facts';

type InputTopic = 'bet.commands' | 'odds.events';

/** One partition of an input topic as it is, or as it was before a cut. */
export type KeptInput = { records: readonly LogRecord[]; readonly facts: ReferenceFacts };

/**
 * The inputs with all that was cut out of them: a batch may adopt what is gone before its writer hears that it is, and
 * then `InputsRewound` says so (R6).
 */
export class KeptInputs {
  readonly #world: World;
  /** By topic and partition, the newest first. */
  readonly #kept = new Map<string, readonly KeptInput[]>();

  constructor(world: World) {
    this.#world = world;
    world.topics.listen({
      appended: () => undefined,
      cut: (topic, partition, from, lost) => {
        if (topic !== 'bet.commands' && topic !== 'odds.events') return;
        const [newest] = this.of(topic, partition);
        if (newest !== undefined) newest.records = [...newest.records.slice(0, from), ...lost];
        this.#grow(topic, partition);
      },
    });
    for (const topic of ['bet.commands', 'odds.events'] as const)
      for (let partition = 0; partition < topics[topic].partitions; partition++)
        this.#grow(topic, partition);
  }

  of(topic: InputTopic, partition: number): readonly KeptInput[] {
    return this.#kept.get(`${topic}/${partition}`) ?? [];
  }

  #grow(topic: InputTopic, partition: number): void {
    const kept: KeptInput = {
      records: this.#world.topics.partition(topic, partition).records,
      facts: new ReferenceFacts(this.#world.codec, () => kept.records),
    };
    this.#kept.set(`${topic}/${partition}`, [kept, ...this.of(topic, partition)]);
  }
}

/** The checksum of the record before this offset; 0 at the beginning, undefined behind the end. */
export function crcBefore({ records }: KeptInput, next: number): number | undefined {
  if (next === 0) return 0;
  const record = records[next - 1];
  return record && valueCrc(record);
}
