import type { Clock } from '@stakelog/runtime';

/**
 * Settlement work of all partitions of a process: one batch of it in a turn of the event loop, the partitions one after
 * the other. A bet waits behind one such batch then, however many partitions a result concerns.
 */
export class SettlingTurns {
  private readonly clock: Pick<Clock, 'turn'>;
  /** By partition, in the order in which they came; each with what tells it that its turn has come. */
  private readonly waiting = new Map<number, () => void>();
  /** Whose turn has come and was not taken yet: they were told while they did something else. */
  private readonly given = new Set<number>();
  private isFree = true;

  constructor(clock: Pick<Clock, 'turn'>) {
    this.clock = clock;
  }

  /** Whether this partition may settle in its next batch; its turn is over with it. While nobody waits, whoever comes may. */
  take(partition: number): boolean {
    if (this.given.delete(partition)) return true;
    if (!this.isFree) return false;
    this.begin();
    return true;
  }

  /** Whether a turn is there already. Else it is told once when its turn has come, which stays until it is taken. */
  wait(partition: number, onTurn: () => void): boolean {
    if (this.given.has(partition)) return true;
    this.waiting.set(partition, onTurn);
    if (this.isFree) this.begin();
    return false;
  }

  /** Is no longer decided here. */
  leave(partition: number): void {
    this.waiting.delete(partition);
    this.given.delete(partition);
  }

  private begin(): void {
    this.isFree = false;
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
      this.given.add(partition);
      onTurn();
    }
    this.isFree = true;
  }
}
