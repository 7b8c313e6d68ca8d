import type { Log } from '@stakelog/kafka';
import type { Shard } from '@stakelog/redis';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';

/** The notifier's files of what it delivered: written and read after a while, and never lost here. */
export class DeliveredStore {
  /** Nothing at or below it was to be queued, when a projector last asked. */
  readonly floors = new Map<number, number>();
  /** What was left out because nothing was kept: up to the end of the log at that time. */
  readonly skipped = new Map<number, number>();
  readonly #kept = new Map<number, number>();

  constructor(private readonly world: World) {}

  keep(process: SimulatedProcess, partition: number, delivered: number): Promise<void> {
    return this.#later(process, () => {
      if (delivered >= 0) this.#kept.set(partition, delivered);
    });
  }

  /** As apps/projector/src/shard/delivered-positions.ts. */
  async deliveredTo(process: SimulatedProcess, log: Log, { partition }: Shard): Promise<number> {
    const kept = await this.#later(process, () => this.#kept.get(partition));
    if (kept !== undefined) {
      this.floors.set(partition, kept);
      return kept;
    }
    const end = ((await log.endOffsets('bet.events')).get(partition) ?? 0) - 1;
    this.floors.set(partition, end);
    this.skipped.set(partition, Math.max(end, this.skipped.get(partition) ?? -1));
    return end;
  }

  #later<Value>(process: SimulatedProcess, work: () => Value): Promise<Value> {
    const { promise, resolve } = Promise.withResolvers<Value>();
    this.world.scheduler.after(500, () => {
      const value = work();
      process.deliver(() => resolve(value));
    });
    return promise;
  }
}
