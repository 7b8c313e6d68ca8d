import type { World } from '../world/world';
import { AnswersBook } from './answers-book';
import { KeptInputs } from './kept-inputs';
import { PartitionCheck } from './partition-check';

/** Looks at everything that is appended, in the step that appends it. */
export class Checker {
  readonly answers: AnswersBook;
  readonly #world: World;
  readonly #inputs: KeptInputs;
  readonly #partitions = new Map<number, PartitionCheck>();

  constructor(world: World) {
    this.#world = world;
    this.answers = new AnswersBook(world);
    this.#inputs = new KeptInputs(world);
    world.topics.listen({
      appended: (topic, partition, records) => {
        if (topic !== 'bet.events' || world.violation !== undefined) return;
        const batch = this.partition(partition).take(records);
        if (batch !== undefined) this.answers.take(batch);
      },
      cut: (topic, partition) => {
        if (topic === 'bet.events') this.#again(partition);
      },
    });
    world.network.onSend(({ topic }, partition, records) => {
      if (topic !== 'bet.events') return;
      const first = records[0]?.value;
      if (Buffer.isBuffer(first))
        this.partition(partition).writers.sent(world.codec.decode('bet.events', first));
    });
  }

  partition(partition: number): PartitionCheck {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const check = new PartitionCheck(this.#world, partition, this.#inputs);
    this.#partitions.set(partition, check);
    return check;
  }

  get partitions(): readonly PartitionCheck[] {
    return [...this.#partitions.values()];
  }

  /** What is left of a partition that was cut, from its beginning. */
  #again(partition: number): void {
    this.#partitions.delete(partition);
    this.answers.forget(partition);
    const { records, batches } = this.#world.topics.partition('bet.events', partition);
    const check = this.partition(partition);
    for (const [index, base] of batches.entries()) {
      const batch = check.take(records.slice(base, batches[index + 1] ?? records.length));
      if (batch !== undefined) this.answers.take(batch);
    }
    check.writers.forget();
  }
}
