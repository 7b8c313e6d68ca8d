import type { Clock } from '@stakelog/runtime';

/**
 * Settlement work of all partitions of a process: one batch of it in a turn of the event loop, the partitions one after
 * the other. A bet waits behind one such batch then, however many partitions a result concerns.
 */
export class SettlingTurns {
  private readonly clock: Pick<Clock, 'turn'>;
  /** By partition, in the order in which they came; each with what tells it that its turn has come. */
  private readonly waiting = new Map<number, () => void>();
  /** Whose turn it is; nobody's once it is taken, and anyone's while nobody waits. */
  private turnOf: number | 'anyone' | 'nobody' = 'anyone';

  constructor(clock: Pick<Clock, 'turn'>) {
    this.clock = clock;
  }

  /** Whether this partition may settle in its next batch. The turn is over with it. */
  take(partition: number): boolean {
    if (this.turnOf !== 'anyone' && this.turnOf !== partition) return false;
    this.begin();
    this.turnOf = 'nobody';
    return true;
  }

  /** Has work left: is told when its turn comes, once. Who does not take it then asks again. */
  wait(partition: number, onTurn: () => void): void {
    this.waiting.set(partition, onTurn);
    this.begin();
  }

  /** Is no longer decided here. */
  leave(partition: number): void {
    this.waiting.delete(partition);
  }

  private begin(): void {
    if (this.turnOf !== 'anyone') return;
    this.turnOf = 'nobody';
    void this.pass();
  }

  /** From one to the next until nobody waits. */
  private async pass(): Promise<void> {
    for (;;) {
      await this.clock.turn();
      const [next] = this.waiting;
      if (next === undefined) break;
      const [partition, onTurn] = next;
      this.waiting.delete(partition);
      this.turnOf = partition;
      onTurn();
    }
    this.turnOf = 'anyone';
  }
}
