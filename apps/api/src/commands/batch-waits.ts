import type { Clock } from '@stakelog/runtime';

/** Requests that wait for a partition to be read further. */
export class BatchWaits {
  private readonly waiting = new Map<number, Set<() => void>>();

  constructor(private readonly clock: Pick<Clock, 'after'>) {}

  /** Whether `holds` becomes true within the time; asked after each batch of the partition. */
  until(partition: number, holds: () => boolean, waitMsMax: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waits = this.waiting.get(partition) ?? new Set();
    this.waiting.set(partition, waits);
    const end = (held: boolean) => {
      cancel();
      waits.delete(look);
      resolve(held);
    };
    const look = () => {
      if (holds()) end(true);
    };
    const cancel = this.clock.after(waitMsMax, () => end(holds()));
    waits.add(look);
    return promise;
  }

  wake(partition: number): void {
    for (const look of this.waiting.get(partition) ?? []) look();
  }
}
